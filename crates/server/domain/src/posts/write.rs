use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use countersign_primitives::UserId;
use countersign_server_rules::{
    counts::author_has_read,
    error::known,
    notify::{Decision, Outcome, ReplyKind},
    post::PostKind,
    status::PresenceEvent,
};

use crate::{
    buttons::name_buttons,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind, Posted},
    model::{Post, PostView, PushKind, Viewed},
    ports::{
        journal::{JournalEntry, JournalStep},
        store::{AuthorView, FollowWrite, PostWrite, PostWritten, RootGone, StoredPost},
    },
    posts::{
        audience::{Audiences, Plan, plan},
        draft::Draft,
        extras::for_event,
        mention_hint::hint,
        preview::for_channel,
    },
    pushes::{Addressed, address, clear_channel},
    statuses, threads,
};

/// What became of a draft.
pub(super) enum Written {
    /// It is a post now.
    Posted(Box<PostView>),
    /// It was one before.
    Duplicate(Box<Post>),
}

/// Stores a post with its counts, thread and pushes, then tells everybody whom it concerns.
pub(super) async fn write(domain: &Domain, mut draft: Draft) -> Result<Written> {
    name_buttons(&mut draft.post.props, domain.random().as_ref());
    let audiences = Audiences::of(domain, &draft).await?;
    let plan = plan(domain, &draft, &audiences).await?;
    let wanted: Vec<(UserId, PushKind)> = plan.pushed(draft.post.id);
    let addressed = address(domain, &wanted, None).await?;
    let collapses = domain.collapses_threads(draft.author.id).await?;
    let is_reply = draft.post.root_id.is_some();
    let views = draft.session_id.is_some() && author_has_read(is_reply, draft.by_machine, collapses);
    let write = PostWrite {
        post: draft.post.clone(),
        counts: PostKind::new(&draft.post.kind).counts(),
        author_view: if views { AuthorView::Viewed } else { AuthorView::Untouched },
        pending: draft.pending.clone(),
        mentions: plan.counted(),
        follows: follows(&plan, draft.author.id),
        pushes: addressed.pushes.clone(),
        now: domain.now(),
    };
    let stored = match domain.store().create_post(write).await? {
        PostWritten::Stored(stored) => stored,
        PostWritten::Duplicate(post) => return Ok(Written::Duplicate(post)),
        PostWritten::RootGone(RootGone::Missing) => return Err(known::POST_CREATE_POST_ROOT_ID.into()),
        PostWritten::RootGone(RootGone::OtherChannel) => return Err(known::POST_CREATE_POST_CHANNEL_ROOT_ID.into()),
    };
    note(domain, &draft, &plan, &addressed);
    let view = tell(domain, &draft, &plan, &stored).await;
    // After the event: who looks at the channel now comes before those who look at their phone.
    if !addressed.pushes.is_empty() {
        domain.outbox().notify_one();
    }
    if let Some(root_id) = draft.post.root_id {
        let own = plan.outcomes.iter().any(|outcome| outcome.user_id == draft.author.id && outcome.follow.follows);
        let author = Some(draft.author.id).filter(|_| own && collapses);
        let followers: Vec<UserId> = plan.followers.iter().copied().chain(author).collect();
        let mentioned = plan.mentioned_in_thread();
        threads::tell_followers(domain, root_id, &followers, (draft.author.id, &mentioned)).await?;
    }
    if let Some(viewed) = stored.author_viewed {
        tell_viewed(domain, &draft, &viewed).await?;
    }
    hint(domain, &draft, &audiences).await?;
    Ok(Written::Posted(Box::new(view)))
}

fn follows(plan: &Plan, author: UserId) -> Vec<FollowWrite> {
    let change = |outcome: &Outcome| {
        let own = outcome.user_id == author;
        let follow = outcome.follow;
        (follow.starts || follow.raises_mentions || (own && follow.follows)).then_some(FollowWrite {
            user_id: outcome.user_id,
            force: follow.starts,
            mention: follow.raises_mentions,
            viewed: own,
        })
    };
    plan.outcomes.iter().filter_map(change).collect()
}

/// Says that the post is there; returns it as the author gets it.
async fn tell(domain: &Domain, draft: &Draft, plan: &Plan, stored: &StoredPost) -> PostView {
    let pending_post_id = draft.pending.as_ref().map(|pending| pending.pending_post_id.clone()).unwrap_or_default();
    let view = PostView { pending_post_id, ..PostView::plain(stored.post.clone()) };
    let view = for_channel(domain, for_event(domain, view).await).await;
    let posted = Posted {
        post: view.clone(),
        channel_kind: draft.channel.kind,
        channel_display_name: draft.channel_display_name(),
        channel_name: draft.channel.name.clone(),
        team_id: draft.channel.team_id,
        sender_name: draft.sender_name(domain.settings().service_settings.enable_post_username_override),
        set_online: draft.set_online,
        mentions: plan.counted().into_iter().collect(),
        followers: plan.followers.clone(),
    };
    domain.say(EventKind::Posted(Box::new(posted)), Audience::channel(draft.channel.id)).await;
    // What the server says in somebody's name is no sign of that person.
    if draft.set_online && draft.session_id.is_some() {
        statuses::happened(domain, draft.author.id, PresenceEvent::Posted).await;
    }
    view
}

async fn tell_viewed(domain: &Domain, draft: &Draft, viewed: &Viewed) -> Result<()> {
    let author = draft.author.id;
    if domain.settings().service_settings.enable_channel_viewed_messages {
        let times = vec![(viewed.channel_id, viewed.last_viewed_at)];
        domain.say(EventKind::ChannelsViewed(times), Audience::user(author)).await;
    }
    clear_channel(domain, author, &draft.channel, viewed, draft.session_id).await
}

/// Writes into the journal who is pushed, and who is not and why.
fn note(domain: &Domain, draft: &Draft, plan: &Plan, addressed: &Addressed) {
    if !domain.journal().is_open() {
        return;
    }
    let why: HashMap<UserId, &'static str> =
        plan.outcomes.iter().map(|outcome| (outcome.user_id, why(outcome))).collect();
    addressed.note(domain, |user_id| why.get(&user_id).copied().unwrap_or_default());
    let reached: HashSet<UserId> = addressed.reached();
    let decided = plan.outcomes.iter().filter_map(|outcome| match outcome.decision {
        Decision::Skip(reason) => Some((outcome.user_id, reason.as_str())),
        Decision::Push(_) | Decision::Unconcerned => None,
    });
    let without_device = addressed.skipped.iter().copied().filter(|(user_id, _)| !reached.contains(user_id));
    for (user_id, reason) in decided.chain(without_device) {
        domain.note(|| JournalEntry {
            at: domain.now(),
            user_id,
            ack_id: None,
            device_id: None,
            post_id: Some(draft.post.id),
            step: JournalStep::NotPushed(reason),
        });
    }
}

/// Why somebody is pushed.
fn why(outcome: &Outcome) -> &'static str {
    match outcome.decision {
        Decision::Push(flags) if !outcome.kind.counts() && flags.reply == ReplyKind::Followed => "followed_thread",
        _ => outcome.kind.as_str(),
    }
}

/// For how long the same pending name means the same post. Apps name posts by user and millisecond, so that the name
/// cannot come up again; anything else is remembered as long as the incumbent does.
pub(super) fn pending_window(author: UserId, pending_post_id: &str) -> Duration {
    let by_time = pending_post_id.strip_prefix(author.as_str()).and_then(|rest| rest.strip_prefix(':'));
    let is_app = by_time.is_some_and(|time| !time.is_empty() && time.bytes().all(|byte| byte.is_ascii_digit()));
    if is_app { Duration::from_hours(24) } else { Duration::from_secs(30) }
}
