//! A channel with Ann, who writes, and Bob, about whom the question is.

use countersign_primitives::{ChannelId, TimestampMs, UserId};
use countersign_server_rules::{
    channel::ChannelKind,
    notify::{
        AttachmentTexts, Candidate, ChannelWide, ChannelWideFacts, MentionScan, NotifySettings, Outcome, PostFacts,
        ThreadFacts, ThreadTies, channel_wide, plan,
    },
    notify_props::{MemberNotifyProps, UserNotifyProps, channel_member_defaults, user_defaults},
    status::{Presence, StatusKind},
};
use serde_json::{Map, Value, json};

pub(crate) const NOW: TimestampMs = TimestampMs(1_795_000_000_000);

pub(crate) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(letter: &str) -> T {
    letter.repeat(26).parse().expect("26 letters are an id")
}

pub(crate) fn here() -> ChannelId {
    id("c")
}

/// The thread of a reply.
#[derive(Clone)]
pub(crate) struct Thread {
    pub(crate) root_author: Option<UserId>,
    pub(crate) root_text: String,
    pub(crate) ties: ThreadTies,
}

#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) kind: ChannelKind,
    pub(crate) archived: bool,
    pub(crate) members: usize,
    pub(crate) post_kind: &'static str,
    pub(crate) props: Map<String, Value>,
    pub(crate) author: UserId,
    pub(crate) user: UserNotifyProps,
    pub(crate) member: MemberNotifyProps,
    pub(crate) presence: Option<Presence>,
    pub(crate) collapses: bool,
    pub(crate) first_name: &'static str,
    pub(crate) is_bot: bool,
    pub(crate) in_named_group: bool,
    pub(crate) thread: Option<Thread>,
    pub(crate) auto_follow: bool,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            kind: ChannelKind::Public,
            archived: false,
            members: 3,
            post_kind: "",
            props: Map::new(),
            author: ann(),
            user: UserNotifyProps::read(&user_defaults()),
            member: MemberNotifyProps::read(&channel_member_defaults()),
            presence: Some(Presence::default()),
            collapses: true,
            first_name: "Bob",
            is_bot: false,
            in_named_group: false,
            thread: None,
            auto_follow: true,
        }
    }
}

pub(crate) fn ann() -> UserId {
    id("s")
}

pub(crate) fn bob() -> UserId {
    id("r")
}

impl Stage {
    /// What a post of this text is to Bob.
    pub(crate) fn says(&self, text: &str) -> Outcome {
        let scan = scan(text);
        let is_reply = self.thread.is_some();
        let mut post = PostFacts::new(self.author, (here(), self.kind), is_reply, self.post_kind, &self.props);
        post.channel_archived = self.archived;
        let root_scan = self.thread.as_ref().map(|thread| self::scan(&thread.root_text));
        let thread = self.thread.as_ref().zip(root_scan.as_ref()).map(|(thread, root_scan)| ThreadFacts {
            root_author: thread.root_author,
            root_scan,
            root_wide: self.wide(root_scan),
        });
        let settings = NotifySettings { thread_auto_follow: self.auto_follow, ..NotifySettings::default() };
        plan(&post, &scan, self.wide(&scan), thread.as_ref(), &[self.bob()], &settings, NOW)[0]
    }

    fn wide(&self, scan: &MentionScan) -> ChannelWide {
        let facts =
            ChannelWideFacts { author_may: true, kind: self.post_kind, active_members: self.members, limit: 1000 };
        channel_wide(scan, &facts).unwrap_or(ChannelWide::NOBODY)
    }

    pub(crate) fn bob(&self) -> Candidate<'_> {
        Candidate {
            user_id: bob(),
            username: "bob",
            first_name: self.first_name,
            is_bot: self.is_bot,
            collapses_threads: self.collapses,
            user: &self.user,
            member: self.member,
            presence: self.presence,
            in_named_group: self.in_named_group,
            thread: self.thread.as_ref().map(|thread| thread.ties).unwrap_or_default(),
        }
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Bob's presence; `open` is how many milliseconds ago he did something with this channel open.
    pub(crate) fn at(self, status: StatusKind, open: Option<i64>) -> Self {
        self.with(|stage| {
            stage.presence = Some(Presence {
                status,
                active_channel: open.map(|_| here()),
                last_activity_at: TimestampMs(NOW.0 - open.unwrap_or(1000)),
            });
        })
    }

    pub(crate) fn prop(self, key: &str, value: &str) -> Self {
        self.with(|stage| {
            stage.props.insert(key.to_owned(), json!(value));
        })
    }

    /// A reply in a thread of this root.
    pub(crate) fn reply(self, root_author: UserId, root_text: &str, following: Option<bool>) -> Self {
        self.with(|stage| {
            let ties = ThreadTies { following, wrote_in_it: root_author == bob() };
            stage.thread = Some(Thread { root_author: Some(root_author), root_text: root_text.to_owned(), ties });
        })
    }
}

fn scan(text: &str) -> MentionScan {
    MentionScan::of(text, &AttachmentTexts::default())
}
