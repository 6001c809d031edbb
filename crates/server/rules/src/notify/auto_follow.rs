use crate::{
    channel::ChannelKind,
    notify::{Candidate, MentionKind, PostFacts},
};

/// What a reply does to somebody's tie to its thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FollowChange {
    /// Whether the user follows afterwards.
    pub follows: bool,
    /// Whether that is new and must be stored.
    pub starts: bool,
    /// Whether the thread's mention counter rises for the user: only for followers.
    pub raises_mentions: bool,
}

/// What a reply does to a candidate's tie to its thread.
///
/// `root_kind` is what the root's text is to the candidate, `wrote_root` whether the candidate (no webhook) wrote it.
/// Somebody who unfollowed is left alone unless mentioned now.
pub fn follow_change(
    post: &PostFacts<'_>,
    candidate: &Candidate<'_>,
    kind: MentionKind,
    root_kind: MentionKind,
    wrote_root: bool,
    auto_follow: bool,
) -> FollowChange {
    if !post.is_reply {
        return FollowChange::default();
    }
    let before = candidate.thread.following;
    let direct = post.channel_kind == ChannelKind::Direct;
    let named_in_root = !direct && root_kind.counts_in_thread();
    let follows_all = !direct && candidate.member.auto_follow_threads;
    let is_candidate = candidate.user_id == post.author || wrote_root || named_in_root || follows_all;
    let starts = auto_follow
        && match before {
            Some(true) => false,
            Some(false) => kind.counts_in_thread(),
            None => kind.counts_in_thread() || is_candidate,
        };
    let follows = before == Some(true) || starts;
    FollowChange { follows, starts, raises_mentions: follows && kind.counts_in_thread() }
}
