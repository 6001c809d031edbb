//! What posts are to one reader, read out of their texts again: for marking unread.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use countersign_primitives::{PostId, TimestampMs, UserId};
use countersign_server_rules::{
    counts::{CountedPost, SinceTally},
    notify::{
        AttachmentTexts, Candidate, ChannelWide, ChannelWideFacts, MentionKind, MentionScan, PostFacts, ThreadTies,
        channel_wide, mention_kinds,
    },
    notify_props::Comments,
};

use crate::{
    domain::Domain,
    error::Result,
    model::{Channel, Post},
    ports::store::{ThreadDirection, ThreadQuery},
    roster::{Roster, RosterView},
};

/// How many posts are read at once.
const BATCH: u32 = 1000;

/// What stands in a channel from a moment on, as one member sees it.
pub(crate) async fn tally_since(
    domain: &Domain,
    channel: &Channel,
    user_id: UserId,
    from: TimestampMs,
) -> Result<SinceTally> {
    let mut reader = Reader::of(domain, channel, user_id).await?;
    let mut tally = SinceTally::default();
    let (mut time, mut beyond) = (from, None);
    loop {
        let posts = domain.store().posts_from(channel.id, time, beyond, BATCH).await?;
        for post in &posts {
            reader.learn_thread(domain, post).await?;
            let priority = post.priority.as_ref().map(|priority| priority.level.as_str());
            let counted = CountedPost::new(post.create_at, post.root_id.is_none(), &post.kind, priority);
            tally = tally.with(&counted, reader.kind(channel, post));
        }
        match posts.last() {
            Some(last) if posts.len() == BATCH as usize => (time, beyond) = (last.create_at, Some(last.id)),
            _ => return Ok(tally),
        }
    }
}

/// How many replies of a thread made after a moment mention somebody who collapses threads.
pub(crate) async fn thread_mentions_after(
    domain: &Domain,
    channel: &Channel,
    user_id: UserId,
    root_id: PostId,
    after: TimestampMs,
) -> Result<i64> {
    let query = ThreadQuery { root_id, from: Some((after, None)), direction: ThreadDirection::Down, limit: None };
    let Some(page) = domain.store().thread_page(query).await? else { return Ok(0) };
    let reader = Reader { collapses_threads: true, ..Reader::of(domain, channel, user_id).await? };
    let replies = page.posts.iter().filter(|post| post.id != root_id);
    let mentioning = replies.filter(|post| reader.kind(channel, post).counts_in_thread()).count();
    Ok(i64::try_from(mentioning).unwrap_or(i64::MAX))
}

/// Members whose name or keyword a text may hold.
pub(crate) fn named(scan: &MentionScan, roster: &RosterView<'_>, ids: &mut HashSet<UserId>) {
    ids.extend(scan.names().filter_map(|name| roster.named(name)));
    for keyword in scan.keywords() {
        ids.extend(roster.answering_to(keyword));
    }
    if scan.has_multibyte_words() {
        ids.extend(roster.with_multibyte_keywords());
    }
}

/// One member, and what is known of the threads seen so far.
struct Reader {
    user_id: UserId,
    roster: Arc<Roster>,
    collapses_threads: bool,
    most_members: usize,
    /// Who wrote a thread's root, and whether the reader wrote in the thread.
    threads: HashMap<PostId, (Option<UserId>, bool)>,
}

impl Reader {
    async fn of(domain: &Domain, channel: &Channel, user_id: UserId) -> Result<Self> {
        Ok(Self {
            user_id,
            roster: domain.roster(channel.id).await?,
            collapses_threads: domain.collapses_threads(user_id).await?,
            most_members: domain.settings().team_settings.max_notifications_per_channel,
            threads: HashMap::new(),
        })
    }

    /// Whether replies can concern the reader without naming anybody.
    fn wants_comments(&self) -> bool {
        let roster = self.roster.read();
        let member = roster.get(self.user_id).filter(|_| !self.collapses_threads);
        member.is_some_and(|member| member.user.comments != Comments::Never)
    }

    async fn learn_thread(&mut self, domain: &Domain, post: &Post) -> Result<()> {
        let Some(root_id) = post.root_id.filter(|root_id| !self.threads.contains_key(root_id)) else { return Ok(()) };
        if self.wants_comments() {
            let root_author = domain.store().post(root_id).await?.map(|root| root.user_id);
            let wrote_in_it = domain.store().thread_authors(root_id).await?.contains(&self.user_id);
            self.threads.insert(root_id, (root_author, wrote_in_it));
        }
        Ok(())
    }

    /// What a post is to the reader.
    fn kind(&self, channel: &Channel, post: &Post) -> MentionKind {
        let roster = self.roster.read();
        let scan = MentionScan::of(&post.message, &AttachmentTexts::read(&post.props));
        let facts = ChannelWideFacts {
            author_may: true,
            kind: &post.kind,
            active_members: roster.len(),
            limit: self.most_members,
        };
        let wide = channel_wide(&scan, &facts).unwrap_or(ChannelWide::NOBODY);
        let place = (channel.id, channel.kind);
        let facts = PostFacts::new(post.user_id, place, post.root_id.is_some(), &post.kind, &post.props);
        // A longer name that somebody else has wins over a shorter one, so everybody named has to be looked at.
        let mut ids = HashSet::new();
        named(&scan, &roster, &mut ids);
        ids.remove(&self.user_id);
        let ties = post.root_id.and_then(|root_id| self.threads.get(&root_id)).copied().unwrap_or_default();
        let of = |user_id| self.candidate(&roster, user_id, ties.1);
        let candidates: Vec<Candidate<'_>> = std::iter::once(self.user_id).chain(ids).filter_map(of).collect();
        match candidates.first() {
            Some(first) if first.user_id == self.user_id => {
                mention_kinds(&facts, &scan, wide, ties.0, &candidates).first().copied().unwrap_or_default()
            }
            _ => MentionKind::None,
        }
    }

    fn candidate<'a>(&self, roster: &'a RosterView<'_>, user_id: UserId, wrote_in_it: bool) -> Option<Candidate<'a>> {
        let member = roster.get(user_id)?;
        Some(Candidate {
            user_id,
            username: &member.username,
            first_name: &member.first_name,
            is_bot: member.is_bot,
            collapses_threads: self.collapses_threads,
            user: &member.user,
            member: member.member,
            presence: None,
            in_named_group: false,
            thread: ThreadTies { following: None, wrote_in_it },
        })
    }
}
