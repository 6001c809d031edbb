use countersign_primitives::UserId;

use crate::{
    notify_props::{Level, MemberNotifyProps, UserNotifyProps},
    status::Presence,
};

/// An active member of the channel whom a post may concern.
///
/// Pass: everybody in direct and group messages; members whose name, keyword or first name
/// [`super::MentionScan::names`] and [`super::MentionScan::keywords`] hold (and all with keywords beyond ASCII when
/// [`super::MentionScan::has_multibyte_words`]); every member when [`super::ChannelWide::needs_all_members`]; members
/// with push level `all`, their own or the channel's; the author. For replies also: followers, the root's author, who
/// wrote in the thread with `comments` of `any`, who has `channel_auto_follow_threads`, and who the root's text names.
/// Deactivated users and people outside the channel must not be passed. Anybody more costs time and changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Who.
    pub user_id: UserId,
    /// User name, lower case.
    pub username: &'a str,
    /// First name, as written.
    pub first_name: &'a str,
    /// Bots are never pushed.
    pub is_bot: bool,
    /// Whether the user collapses reply threads: see [`crate::threads::collapses_threads`].
    pub collapses_threads: bool,
    /// The user's settings.
    pub user: &'a UserNotifyProps,
    /// The membership's settings.
    pub member: MemberNotifyProps,
    /// Presence; `None` when presence is switched off for the whole server.
    pub presence: Option<Presence>,
    /// Whether the text names a group the user is in, and that may.
    pub in_named_group: bool,
    /// For replies: what ties the user to the thread.
    pub thread: ThreadTies,
}

/// What ties somebody to a thread before a reply to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThreadTies {
    /// Whether the user follows; `None` when nothing was ever decided, `Some(false)` when the user unfollowed.
    pub following: Option<bool>,
    /// Whether the user wrote a reply or the root before.
    pub wrote_in_it: bool,
}

impl Candidate<'_> {
    /// The level that counts for posts: the channel's, else the user's. In a group message the user's `mention` is
    /// `all`.
    pub fn push_level(&self, in_group_message: bool) -> Level {
        match (self.member.push, self.user.push) {
            (Level::Inherit, Level::Mention) if in_group_message => Level::All,
            (Level::Inherit, own) => own,
            (channel, _) => channel,
        }
    }
}
