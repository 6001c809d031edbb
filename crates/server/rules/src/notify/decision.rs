use countersign_primitives::TimestampMs;

use crate::{
    channel::ChannelKind,
    notify::{Candidate, PostFacts, Reason},
    notify_props::{Level, PushWhen},
    status::StatusKind,
};

/// After this time without activity somebody who has the channel open counts as looking away.
pub const LOOKING_AWAY_MS: i64 = 20_000;

/// One post and one recipient.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The post.
    pub post: &'a PostFacts<'a>,
    /// The recipient.
    pub candidate: &'a Candidate<'a>,
    /// Whether the level `mention` lets the post through.
    pub mentioned: bool,
    /// The time.
    pub now: TimestampMs,
    /// Whether the post reaches the recipient as a follower of its thread: having the channel open is not looking at
    /// the thread.
    pub as_follower: bool,
}

/// One row: when it applies, and what it says. `None` says push.
type Row = (fn(&Case<'_>) -> bool, Option<Reason>);

/// The decision: the first row that applies; when none does, the recipient is active.
const TABLE: &[Row] = &[
    (|case| case.candidate.is_bot, Some(Reason::RecipientIsBot)),
    (|case| case.post.force_notification, None),
    (|case| case.candidate.member.muted, Some(Reason::ChannelMuted)),
    (|case| case.post.is_system(), Some(Reason::SystemMessage)),
    (|case| case.level() == Level::None, Some(Reason::NotifyLevelNone)),
    (|case| case.level() == Level::Mention && !case.mentioned, Some(Reason::NotMentioned)),
    (|case| matches!(case.status(), Some(StatusKind::Dnd | StatusKind::OutOfOffice)), Some(Reason::UserStatus)),
    (|case| case.wants(PushWhen::Online) && !case.looks_at_channel(), None),
    (|case| case.wants(PushWhen::Away) && matches!(case.status(), Some(StatusKind::Away | StatusKind::Offline)), None),
    (|case| case.wants(PushWhen::Offline) && case.status() == Some(StatusKind::Offline), None),
];

/// Whether a post is pushed to somebody it mentions, or who wants all of the channel.
///
/// # Errors
/// Why not.
pub fn decide(case: &Case<'_>) -> Result<(), Reason> {
    let row = TABLE.iter().find(|(applies, _)| applies(case));
    row.map_or(Some(Reason::UserIsActive), |&(_, says)| says).map_or(Ok(()), Err)
}

/// Whether a reply is pushed to a follower whom [`super::pushes_as_follower`] lets through: the same table, but for the
/// levels, which are settled there.
///
/// The incumbent looks only at presence here, so that it pushes replies out of muted channels and to bots. This server
/// keeps its promise that a muted channel is silent.
///
/// # Errors
/// Why not.
pub fn decide_follower(case: &Case<'_>) -> Result<(), Reason> {
    decide(&Case { mentioned: true, as_follower: true, ..*case })
}

impl Case<'_> {
    fn level(&self) -> Level {
        if self.as_follower {
            return Level::Inherit;
        }
        self.candidate.push_level(self.post.channel_kind == ChannelKind::Group)
    }

    /// `None` when presence is switched off: then only [`PushWhen::Online`] is ever met.
    fn status(&self) -> Option<StatusKind> {
        self.candidate.presence.map(|presence| presence.status)
    }

    fn wants(&self, when: PushWhen) -> bool {
        self.candidate.user.push_status == when
    }

    fn looks_at_channel(&self) -> bool {
        !self.as_follower
            && self.candidate.presence.is_some_and(|presence| {
                presence.active_channel == Some(self.post.channel_id)
                    && self.now.0.saturating_sub(presence.last_activity_at.0) <= LOOKING_AWAY_MS
            })
    }
}
