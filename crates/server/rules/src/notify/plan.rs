use countersign_primitives::{TimestampMs, UserId};

use crate::{
    channel::ChannelKind,
    notify::{
        Candidate, Case, ChannelWide, FollowChange, MentionKind, MentionScan, PostFacts, Reason, decide,
        decide_follower, follow_change, mention_kinds, pushes_as_follower,
    },
    notify_props::Level,
};

/// The settings of the server that decide about notifications.
#[derive(Clone, Copy, Debug)]
pub struct NotifySettings {
    /// `ThreadAutoFollow`; true by default.
    pub thread_auto_follow: bool,
    /// Whether collapsed threads are possible at all: `CollapsedThreads` is not `disabled`.
    pub threads_collapsible: bool,
}

impl Default for NotifySettings {
    fn default() -> Self {
        Self { thread_auto_follow: true, threads_collapsible: true }
    }
}

/// The thread a reply goes into.
#[derive(Clone, Copy, Debug)]
pub struct ThreadFacts<'a> {
    /// Who wrote the root; `None` when a webhook did, or the author left the channel.
    pub root_author: Option<UserId>,
    /// The root's text, read like the reply's.
    pub root_scan: &'a MentionScan,
    /// Whom the root's channel-wide words address. When they address everybody, the first reply needs every member as
    /// a candidate; for later replies the followers are enough.
    pub root_wide: ChannelWide,
}

/// Why the text of a push speaks of a reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReplyKind {
    /// It does not.
    #[default]
    None,
    /// A reply to the reader's own root post.
    Root,
    /// A reply in a thread the reader wrote in.
    Any,
    /// A reply in a thread the reader follows, with collapsed threads.
    Followed,
}

/// What the text of a push must know of why it is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PushFlags {
    /// The reader is meant by name, or by a channel-wide word, or it is a direct message.
    pub explicit: bool,
    /// The reader is meant by a channel-wide word.
    pub channel_wide: bool,
    /// Which kind of reply it is to the reader.
    pub reply: ReplyKind,
}

/// Whether somebody is pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Yes.
    Push(PushFlags),
    /// No, and this is why: logged and counted.
    Skip(Reason),
    /// The post is none of their business; nothing is logged.
    Unconcerned,
}

/// What a post means for one candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Who.
    pub user_id: UserId,
    /// What the post is to them: the mention counters of the membership rise when it counts.
    pub kind: MentionKind,
    /// What becomes of their tie to the thread.
    pub follow: FollowChange,
    /// Whether they are pushed.
    pub decision: Decision,
}

/// Decides for every candidate, in their order: mentions, then following, then pushes.
pub fn plan(
    post: &PostFacts<'_>,
    scan: &MentionScan,
    wide: ChannelWide,
    thread: Option<&ThreadFacts<'_>>,
    candidates: &[Candidate<'_>],
    settings: &NotifySettings,
    now: TimestampMs,
) -> Vec<Outcome> {
    if post.channel_archived {
        return candidates.iter().map(nothing).collect();
    }
    let root_author = thread.and_then(|thread| thread.root_author);
    let kinds = mention_kinds(post, scan, wide, root_author, candidates);
    let root_kinds = thread.map(|thread| root_kinds(post, thread, candidates));
    let outcome = |(place, candidate): (usize, &Candidate<'_>)| {
        let kind = kinds[place];
        let root_kind = root_kinds.as_ref().map_or(MentionKind::None, |kinds| kinds[place]);
        let wrote_root = root_author == Some(candidate.user_id);
        let follow = follow_change(post, candidate, kind, root_kind, wrote_root, settings.thread_auto_follow);
        let decision = decision(post, candidate, kind, follow.follows && settings.threads_collapsible, now);
        Outcome { user_id: candidate.user_id, kind, follow, decision }
    };
    candidates.iter().enumerate().map(outcome).collect()
}

fn nothing(candidate: &Candidate<'_>) -> Outcome {
    Outcome {
        user_id: candidate.user_id,
        kind: MentionKind::None,
        follow: FollowChange::default(),
        decision: Decision::Unconcerned,
    }
}

/// What the root's text is to each candidate: only names and channel-wide words, whoever wrote the reply.
fn root_kinds(post: &PostFacts<'_>, thread: &ThreadFacts<'_>, candidates: &[Candidate<'_>]) -> Vec<MentionKind> {
    let root = PostFacts {
        author: thread.root_author.unwrap_or(post.author),
        channel_kind: ChannelKind::Public,
        is_reply: false,
        from_webhook: thread.root_author.is_none(),
        added_user: None,
        ..*post
    };
    mention_kinds(&root, thread.root_scan, thread.root_wide, None, candidates)
}

/// The three ways to be pushed: as a follower, as somebody mentioned, as somebody who wants everything.
fn decision(
    post: &PostFacts<'_>,
    candidate: &Candidate<'_>,
    kind: MentionKind,
    follows: bool,
    now: TimestampMs,
) -> Decision {
    let told = candidate.user_id != post.author || post.tells_author();
    let case = Case { post, candidate, mentioned: kind.is_mention(), now, as_follower: false };
    if told && follows && candidate.collapses_threads && pushes_as_follower(candidate, kind) {
        let flags = PushFlags { reply: ReplyKind::Followed, ..PushFlags::default() };
        return decide_follower(&case).map_or_else(Decision::Skip, |()| Decision::Push(flags));
    }
    if kind != MentionKind::None {
        return decide(&case).map_or_else(Decision::Skip, |()| Decision::Push(flags(kind)));
    }
    if told && wants_everything(post, candidate) {
        return decide(&case).map_or_else(Decision::Skip, |()| Decision::Push(PushFlags::default()));
    }
    Decision::Unconcerned
}

fn flags(kind: MentionKind) -> PushFlags {
    PushFlags {
        explicit: matches!(kind, MentionKind::Channel | MentionKind::DirectMessage | MentionKind::Keyword),
        channel_wide: kind == MentionKind::Channel,
        reply: match kind {
            MentionKind::Thread => ReplyKind::Any,
            MentionKind::Comment => ReplyKind::Root,
            _ => ReplyKind::None,
        },
    }
}

/// Whether a post that does not mention somebody is still for them: they asked for everything, here or everywhere.
fn wants_everything(post: &PostFacts<'_>, candidate: &Candidate<'_>) -> bool {
    post.channel_kind != ChannelKind::Direct
        && (candidate.user.push == Level::All || candidate.member.push == Level::All)
        && !post.is_system()
        && !(post.is_reply && candidate.collapses_threads)
}
