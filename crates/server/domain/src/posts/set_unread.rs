use countersign_primitives::{PostId, UserId};
use countersign_server_rules::{
    counts::{ChannelCounters, MemberCounters},
    error::known,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    mentions::tally_since,
    model::{Channel, ChannelMember, ChannelTotals, Post},
    ports::store::{CountersWrite, CountersWritten},
    pushes::update_badge,
    threads,
};

/// How often counters are worked out anew when posts arrive meanwhile; after that they are written as they are.
const ATTEMPTS: usize = 8;

/// A channel that was marked unread, with the membership as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkedUnread {
    /// The channel's team; none for direct and group messages.
    pub team_id: Option<countersign_primitives::TeamId>,
    /// The membership.
    pub member: ChannelMember,
}

/// Marks a channel unread from a post on. When the post is a reply, the reader collapses threads and the app does not
/// know of that, the thread becomes unread, and every root post stays read.
///
/// # Errors
/// 403 for somebody else, without such a post, and where the caller may not read.
pub async fn set_unread(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    post_id: PostId,
    app_collapses: bool,
) -> Result<MarkedUnread> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let post = domain.store().post(post_id).await?.ok_or(known::CONTEXT_PERMISSIONS)?;
    let channel = domain.channel(post.channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ReadPosts, Target::other()).await?;
    let thread_instead = post.root_id.filter(|_| !app_collapses);
    let thread_instead = match thread_instead {
        Some(root_id) if domain.collapses_threads(user_id).await? => Some(root_id),
        _ => None,
    };
    let member = put(domain, &channel, user_id, &post, thread_instead.is_some()).await?;
    let marked = EventKind::PostUnread { post_id, member: Box::new(member.clone()) };
    let audience = Audience { team_id: channel.team_id, channel_id: Some(channel.id), ..Audience::user(user_id) };
    domain.say(marked, audience).await;
    if let Some(root_id) = thread_instead {
        threads::set_unread_from(domain, user_id, &channel, root_id, post.create_at).await?;
    }
    update_badge(domain, user_id, None).await?;
    Ok(MarkedUnread { team_id: channel.team_id, member })
}

async fn put(
    domain: &Domain,
    channel: &Channel,
    user_id: UserId,
    post: &Post,
    in_thread: bool,
) -> Result<ChannelMember> {
    for attempt in 1.. {
        let totals = domain.store().channel_totals(channel.id).await?;
        let tally = tally_since(domain, channel, user_id, post.create_at).await?;
        let before = MemberCounters::default();
        let after = if in_thread {
            before.after_set_unread_in_thread(&counters(&totals), post.create_at, &tally)
        } else {
            before.after_set_unread(&counters(&totals), post.create_at, &tally)
        };
        let seen = Some(totals).filter(|_| attempt < ATTEMPTS);
        let now = domain.now();
        let write = CountersWrite { channel_id: channel.id, user_id, counters: after, seen, now };
        match domain.store().put_counters(write).await? {
            CountersWritten::Done(member) => return Ok(*member),
            CountersWritten::Outdated => {}
            CountersWritten::NoMember => break,
        }
    }
    Err(known::CHANNEL_GET_MEMBER_MISSING.into())
}

fn counters(totals: &ChannelTotals) -> ChannelCounters {
    ChannelCounters {
        total_msg_count: totals.total_msg_count,
        total_msg_count_root: totals.total_msg_count_root,
        last_post_at: totals.last_post_at,
        last_root_post_at: totals.last_root_post_at,
    }
}
