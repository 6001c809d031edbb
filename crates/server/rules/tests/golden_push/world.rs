//! The world a recorded case happened in, built again from what the recording says of it.

use std::collections::BTreeMap;

use countersign_primitives::{ChannelId, PostId, TeamId, TimestampMs, UserId};
use countersign_server_rules::{
    channel::ChannelKind,
    counts::{ChannelCounters, CountedPost, MemberCounters},
    names::{NameFormat, NameParts},
    notify::{
        AttachmentTexts, Candidate, ChannelWide, ChannelWideFacts, Decision, MentionScan, NotifySettings, Outcome,
        PostFacts, ThreadFacts, ThreadTies, channel_wide, plan,
    },
    notify_props::{MemberNotifyProps, UserNotifyProps, channel_member_defaults, user_defaults},
    push_content::{ContentsMode, GroupMember, Language, MembershipCounts, PreparedPush, PushPost, PushReader, badge},
    status::{Presence, StatusKind},
    threads::{CollapsedThreads, ThreadMembership, collapses_threads},
};
use countersign_wire_push::PushMessage;
use serde_json::{Map, Value};

use crate::recording::Case;

pub(crate) const NOW: TimestampMs = TimestampMs(1_795_000_000_000);

/// A post of the case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Post {
    pub(crate) message: String,
    pub(crate) kind: String,
    pub(crate) props: Map<String, Value>,
    pub(crate) is_reply: bool,
    pub(crate) by_recipient: bool,
    pub(crate) has_files: bool,
}

/// Who was there and how they were set.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) kind: ChannelKind,
    pub(crate) sender: UserId,
    pub(crate) recipient: UserId,
    pub(crate) third: UserId,
    pub(crate) sender_name: String,
    pub(crate) recipient_name: String,
    pub(crate) third_name: String,
    pub(crate) user: UserNotifyProps,
    pub(crate) member: MemberNotifyProps,
    pub(crate) presence: Presence,
    pub(crate) collapses: bool,
    pub(crate) ties: ThreadTies,
    pub(crate) root: Option<Post>,
    pub(crate) mode: ContentsMode,
    pub(crate) language: Language,
    pub(crate) name_format: NameFormat,
    pub(crate) overrides: bool,
    pub(crate) counters: MemberCounters,
    pub(crate) channel: ChannelCounters,
    pub(crate) thread: ThreadMembership,
}

pub(crate) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(letter: &str) -> T {
    letter.repeat(26).parse().expect("26 letters are an id")
}

pub(crate) fn channel_id() -> ChannelId {
    id("c")
}

impl World {
    pub(crate) fn of(case: &Case) -> Self {
        let kind = match case.given("channel") {
            Some("direct") => ChannelKind::Direct,
            Some("group") => ChannelKind::Group,
            Some("private") => ChannelKind::Private,
            _ => ChannelKind::Public,
        };
        let mode = CollapsedThreads::parse(&case.collapsed_threads).unwrap_or(CollapsedThreads::AlwaysOn);
        let (sender_name, third_name) = names_of(case);
        let mut world = Self {
            kind,
            sender: id("s"),
            recipient: id("r"),
            third: id("t"),
            sender_name,
            recipient_name: recipient_of(case),
            third_name,
            user: UserNotifyProps::read(&overlaid(user_defaults(), &case.given["recipient_notify_props"])),
            member: MemberNotifyProps::read(&overlaid(
                channel_member_defaults(),
                &case.given["recipient_channel_props"],
            )),
            presence: presence_of(case),
            collapses: collapses_threads(mode, None),
            ties: ThreadTies::default(),
            root: None,
            mode: ContentsMode::parse(&case.contents),
            language: Language::English,
            name_format: NameFormat::Username,
            overrides: false,
            counters: MemberCounters::default(),
            channel: ChannelCounters::default(),
            thread: ThreadMembership::default(),
        };
        if matches!(kind, ChannelKind::Public | ChannelKind::Private) {
            world.note(&Post {
                kind: "system_add_to_channel".to_owned(),
                props: added(world.recipient),
                ..Post::default()
            });
        }
        world
    }

    /// The rules' answer for the recipient.
    pub(crate) fn outcome(&self, post: &Post) -> Outcome {
        let facts = self.facts(post);
        let scan = scan_of(post);
        let wide = wide_of(&scan, post);
        let root_scan = self.root.as_ref().map(scan_of);
        let thread = self.root.as_ref().zip(root_scan.as_ref()).filter(|_| post.is_reply).map(|(root, root_scan)| {
            let root_author = Some(if root.by_recipient { self.recipient } else { self.sender });
            ThreadFacts { root_author, root_scan, root_wide: wide_of(root_scan, root) }
        });
        let candidates = [self.candidate(self.recipient), self.candidate(self.sender)];
        let settings = NotifySettings::default();
        plan(&facts, &scan, wide, thread.as_ref(), &candidates, &settings, NOW)[0]
    }

    /// Lets a post happen: the recipient's counters move as the rules say.
    pub(crate) fn note(&mut self, post: &Post) {
        let outcome = self.outcome(post);
        let counted = CountedPost::new(NOW, !post.is_reply, &post.kind, None);
        self.channel = self.channel.after_post(&counted);
        if outcome.kind.counts() {
            self.counters = self.counters.after_mention(&counted);
        }
        if post.by_recipient {
            self.counters = self.counters.after_view(&self.channel);
        }
        if post.is_reply {
            self.thread = self.thread.after_reply(outcome.follow);
            self.ties.following = self.ties.following.or(outcome.follow.starts.then_some(true));
        }
        if !post.is_reply && post.kind.is_empty() {
            self.root = Some(post.clone());
        }
    }

    pub(crate) fn badge(&self) -> i64 {
        let counts = MembershipCounts {
            mention_count: self.counters.mention_count,
            mention_count_root: self.counters.mention_count_root,
            archived: false,
        };
        badge([counts], self.collapses, self.thread.unread_mentions)
    }

    /// The push for the recipient, if the rules decide on one.
    pub(crate) fn push(&self, post: &Post, author: (UserId, NameParts<'_>), badge: i64) -> Option<PushMessage> {
        let Decision::Push(flags) = self.outcome(post).decision else { return None };
        let member = |user_id, username| GroupMember { user_id, names: NameParts { username, ..NameParts::default() } };
        let members = [
            member(self.third, self.third_name.as_str()),
            member(self.sender, self.sender_name.as_str()),
            member(self.recipient, self.recipient_name.as_str()),
        ];
        let team: TeamId = id("a");
        let push_post = PushPost {
            post_id: id::<PostId>("p"),
            channel_id: channel_id(),
            team_id: Some(team).filter(|_| matches!(self.kind, ChannelKind::Public | ChannelKind::Private)),
            root_id: post.is_reply.then(|| id("o")),
            channel_kind: self.kind,
            channel_display_name: "Chat Room",
            group_members: &members,
            author: author.0,
            author_names: author.1,
            is_system: post.kind.starts_with("system_"),
            message: &post.message,
            props: &post.props,
            has_files: post.has_files,
            allows_username_override: self.overrides,
            allows_icon_override: self.overrides,
        };
        let reader = PushReader {
            user_id: self.recipient,
            language: self.language,
            name_format: self.name_format,
            collapses_threads: self.collapses,
            flags,
            badge,
        };
        Some(PreparedPush::new(&push_post).for_reader(&reader, self.mode))
    }

    pub(crate) fn sender_names(&self) -> NameParts<'_> {
        NameParts { username: &self.sender_name, first_name: "Ann", last_name: "Able", nickname: "" }
    }

    fn facts<'a>(&self, post: &'a Post) -> PostFacts<'a> {
        let author = if post.by_recipient { self.recipient } else { self.sender };
        PostFacts::new(author, (channel_id(), self.kind), post.is_reply, &post.kind, &post.props)
    }

    fn candidate(&self, user_id: UserId) -> Candidate<'_> {
        let is_recipient = user_id == self.recipient;
        Candidate {
            user_id,
            username: if is_recipient { &self.recipient_name } else { &self.sender_name },
            first_name: if is_recipient { "Rob" } else { "Ann" },
            is_bot: false,
            collapses_threads: self.collapses,
            user: &self.user,
            member: self.member,
            presence: Some(self.presence),
            in_named_group: false,
            thread: if is_recipient { self.ties } else { ThreadTies::default() },
        }
    }
}

fn wide_of(scan: &MentionScan, post: &Post) -> ChannelWide {
    let facts = ChannelWideFacts { author_may: true, kind: &post.kind, active_members: 3, limit: 1000 };
    channel_wide(scan, &facts).expect("three members are few")
}

fn scan_of(post: &Post) -> MentionScan {
    MentionScan::of(&post.message, &AttachmentTexts::read(&post.props))
}

pub(crate) fn added(user: UserId) -> Map<String, Value> {
    [("addedUserId".to_owned(), Value::from(user.as_str()))].into_iter().collect()
}

fn overlaid(mut props: BTreeMap<String, String>, changes: &Value) -> BTreeMap<String, String> {
    for (key, value) in changes.as_object().into_iter().flatten() {
        props.insert(key.clone(), value.as_str().expect("settings are texts").to_owned());
    }
    props
}

fn presence_of(case: &Case) -> Presence {
    let open = case.given.get("channel_open_at_recipient") == Some(&Value::Bool(true));
    let kind = case.given("recipient_status").and_then(|text| StatusKind::parse(text.split(' ').next()?));
    Presence {
        status: kind.unwrap_or_default(),
        active_channel: open.then(channel_id),
        last_activity_at: TimestampMs(NOW.0 - 1000),
    }
}

/// The names of the recording's people, which it spells out: `sender229`, `third230`, `rcpt233`.
fn names_of(case: &Case) -> (String, String) {
    let text = case.pushes.first().map(ToString::to_string).unwrap_or_default();
    (word(&text, "sender").unwrap_or("sender0".to_owned()), word(&text, "third").unwrap_or("third0".to_owned()))
}

fn recipient_of(case: &Case) -> String {
    word(&case.body.to_string().replace("recipient", ""), "rcpt").unwrap_or("rcpt0".to_owned())
}

/// The first word that begins so and goes on in digits.
fn word(text: &str, beginning: &str) -> Option<String> {
    text.match_indices(beginning).find_map(|(place, _)| {
        let digits: String = text[place + beginning.len()..].chars().take_while(char::is_ascii_digit).collect();
        (!digits.is_empty()).then(|| format!("{beginning}{digits}"))
    })
}
