use std::collections::{HashMap, HashSet};

use countersign_primitives::{PostId, UserId};
use countersign_server_rules::{
    channel::ChannelKind,
    notify::{
        AttachmentTexts, Candidate, ChannelWide, ChannelWideFacts, Decision, MentionScan, NotifySettings, Outcome,
        PostFacts, ThreadFacts, ThreadTies, channel_wide, plan as decide_all,
    },
    status::{Presence, PresenceRecord},
    threads::CollapsedThreads,
};

use crate::{
    domain::Domain,
    error::Result,
    mentions::named,
    model::{Post, PushKind},
    posts::draft::Draft,
    roster::{Roster, RosterView},
};

/// The people a post may concern, and what is known of the thread it goes into.
pub(super) struct Audiences {
    roster: std::sync::Arc<Roster>,
    scan: MentionScan,
    wide: ChannelWide,
    thread: Option<Thread>,
}

/// The thread of a reply.
struct Thread {
    root: Post,
    scan: MentionScan,
    wide: ChannelWide,
    ties: HashMap<UserId, ThreadTies>,
    has_replies: bool,
}

/// What a post means for whom.
pub(super) struct Plan {
    /// Everybody who was looked at.
    pub outcomes: Vec<Outcome>,
    /// Who follows the thread and collapses threads, the author left out.
    pub followers: HashSet<UserId>,
}

impl Plan {
    /// Whose mention counts rise.
    pub(super) fn counted(&self) -> Vec<UserId> {
        self.outcomes.iter().filter(|outcome| outcome.kind.counts()).map(|outcome| outcome.user_id).collect()
    }

    /// For whom the thread's own mention counts rise.
    pub(super) fn mentioned_in_thread(&self) -> HashSet<UserId> {
        let mentioned = self.outcomes.iter().filter(|outcome| outcome.follow.raises_mentions);
        mentioned.map(|outcome| outcome.user_id).collect()
    }

    /// Who is pushed.
    pub(super) fn pushed(&self, post_id: PostId) -> Vec<(UserId, PushKind)> {
        let pushed = |outcome: &Outcome| match outcome.decision {
            Decision::Push(flags) => Some((outcome.user_id, PushKind::Message { post_id, flags })),
            Decision::Skip(_) | Decision::Unconcerned => None,
        };
        self.outcomes.iter().filter_map(pushed).collect()
    }
}

impl Audiences {
    /// Reads the text and looks up the thread.
    pub(super) async fn of(domain: &Domain, draft: &Draft) -> Result<Self> {
        let post = &draft.post;
        let scan = MentionScan::of(&post.message, &AttachmentTexts::read(&post.props));
        let calls_everybody = draft.may_mention_channel && (scan.says_channel() || scan.says_all());
        let roster = if calls_everybody {
            domain.roster_and_devices(draft.channel.id).await?
        } else {
            domain.roster(draft.channel.id).await?
        };
        let facts = ChannelWideFacts {
            author_may: draft.may_mention_channel,
            kind: &post.kind,
            active_members: roster.read().len(),
            limit: domain.settings().team_settings.max_notifications_per_channel,
        };
        let wide = channel_wide(&scan, &facts).unwrap_or(ChannelWide::NOBODY);
        let thread = match post.root_id {
            Some(root_id) => Thread::read(domain, root_id, &facts).await?,
            None => None,
        };
        Ok(Self { roster, scan, wide, thread })
    }

    /// Names behind an `@` that no active member has, in no order.
    pub(super) fn strangers(&self, most: usize) -> Vec<String> {
        let roster = self.roster.read();
        self.scan.names().filter(|name| roster.named(name).is_none()).take(most).map(str::to_owned).collect()
    }

    /// Everybody whom the post may concern; see [`Candidate`] for who that is.
    fn concerned(&self, draft: &Draft) -> Vec<UserId> {
        let roster = self.roster.read();
        let first_reply = self.thread.as_ref().is_some_and(|thread| !thread.has_replies);
        let root_wide = self.thread.as_ref().is_some_and(|thread| thread.wide.needs_all_members());
        let everybody =
            draft.channel.kind.is_direct_or_group() || self.wide.needs_all_members() || (first_reply && root_wide);
        if everybody {
            return roster.user_ids().collect();
        }
        let mut ids: HashSet<UserId> = roster.wanting_everything().chain([draft.author.id]).collect();
        ids.extend(added_user(draft));
        named(&self.scan, &roster, &mut ids);
        if let Some(thread) = &self.thread {
            ids.extend(thread.ties.keys().copied().chain([thread.root.user_id]));
            ids.extend(roster.following_all_threads());
            named(&thread.scan, &roster, &mut ids);
        }
        ids.retain(|&id| roster.contains(id));
        ids.into_iter().collect()
    }
}

impl Thread {
    async fn read(domain: &Domain, root_id: PostId, facts: &ChannelWideFacts<'_>) -> Result<Option<Self>> {
        let Some(root) = domain.store().post(root_id).await? else { return Ok(None) };
        let scan = MentionScan::of(&root.message, &AttachmentTexts::read(&root.props));
        let wide = channel_wide(&scan, &ChannelWideFacts { kind: &root.kind, ..*facts });
        let mut ties: HashMap<UserId, ThreadTies> = HashMap::new();
        for follow in domain.store().follows(root_id).await? {
            ties.entry(follow.user_id).or_default().following = Some(follow.following);
        }
        // Who wrote in a thread matters to those who do not collapse threads only.
        if domain.collapsed_threads() != CollapsedThreads::AlwaysOn {
            for author in domain.store().thread_authors(root_id).await? {
                ties.entry(author).or_default().wrote_in_it = true;
            }
        }
        let has_replies = root.reply_count > 0;
        Ok(Some(Self { root, scan, wide: wide.unwrap_or(ChannelWide::NOBODY), ties, has_replies }))
    }
}

/// Decides for everybody whom a post may concern.
pub(super) async fn plan(domain: &Domain, draft: &Draft, audiences: &Audiences) -> Result<Plan> {
    let ids = audiences.concerned(draft);
    if is_nobodys_business(draft, &ids) {
        return Ok(Plan { outcomes: Vec::new(), followers: HashSet::new() });
    }
    let settings = domain.settings();
    let presences =
        if settings.service_settings.enable_user_statuses { Some(domain.presence().of(&ids).await?) } else { None };
    let collapsing = domain.collapsing(&ids).await?;
    let post = facts(draft);
    let roster = audiences.roster.read();
    let candidates: Vec<Candidate<'_>> = ids
        .iter()
        .filter_map(|&id| candidate(id, &roster, presences.as_ref(), &collapsing, audiences.thread.as_ref()))
        .collect();
    let thread = audiences.thread.as_ref().map(|thread| ThreadFacts {
        root_author: root_author(thread, &roster),
        root_scan: &thread.scan,
        root_wide: thread.wide,
    });
    let notify = NotifySettings {
        thread_auto_follow: settings.service_settings.thread_auto_follow,
        threads_collapsible: domain.collapsed_threads().is_possible(),
    };
    let now = domain.now();
    let outcomes = decide_all(&post, &audiences.scan, audiences.wide, thread.as_ref(), &candidates, &notify, now);
    let follows = |outcome: &&Outcome| {
        outcome.follow.follows && outcome.user_id != draft.author.id && collapsing.get(&outcome.user_id) == Some(&true)
    };
    let followers = outcomes.iter().filter(follows).map(|outcome| outcome.user_id).collect();
    Ok(Plan { outcomes, followers })
}

/// A post that nobody but its author looks at, and that goes into no thread.
fn is_nobodys_business(draft: &Draft, ids: &[UserId]) -> bool {
    let only_author = ids.iter().all(|&id| id == draft.author.id);
    only_author && draft.post.root_id.is_none() && !draft.by_machine
}

fn candidate<'a>(
    user_id: UserId,
    roster: &'a RosterView<'_>,
    presences: Option<&HashMap<UserId, PresenceRecord>>,
    collapsing: &HashMap<UserId, bool>,
    thread: Option<&Thread>,
) -> Option<Candidate<'a>> {
    let member = roster.get(user_id)?;
    let presence = presences.map(|all| all.get(&user_id).map_or_else(Presence::default, |record| record.presence));
    Some(Candidate {
        user_id,
        username: &member.username,
        first_name: &member.first_name,
        is_bot: member.is_bot,
        collapses_threads: collapsing.get(&user_id).copied().unwrap_or_default(),
        user: &member.user,
        member: member.member,
        presence,
        in_named_group: false,
        thread: thread.and_then(|thread| thread.ties.get(&user_id).copied()).unwrap_or_default(),
    })
}

fn facts(draft: &Draft) -> PostFacts<'_> {
    let post = &draft.post;
    let channel: (_, ChannelKind) = (draft.channel.id, draft.channel.kind);
    let facts = PostFacts::new(draft.author.id, channel, post.root_id.is_some(), &post.kind, &post.props);
    PostFacts {
        channel_archived: draft.channel.is_archived(),
        from_webhook: facts.from_webhook && draft.by_machine,
        ..facts
    }
}

fn root_author(thread: &Thread, roster: &RosterView<'_>) -> Option<UserId> {
    let by_webhook = thread.root.props.get("from_webhook").and_then(serde_json::Value::as_str) == Some("true");
    Some(thread.root.user_id).filter(|&author| !by_webhook && roster.contains(author))
}

fn added_user(draft: &Draft) -> Option<UserId> {
    facts(draft).added_user
}
