use std::collections::HashSet;

use countersign_primitives::{ChannelId, PostId, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Post, PostPage},
    ports::store::{PageAnchor, PageQuery, StoreResult},
    posts::view::{PostListView, ThreadDetail, view},
};

/// How much to read around the first unread post.
#[derive(Clone, Copy, Debug)]
pub struct AroundUnread {
    /// Whose reading.
    pub user_id: UserId,
    /// Of which channel.
    pub channel_id: ChannelId,
    /// Posts before the first unread one.
    pub before: u32,
    /// Posts from the first unread one on, at least 1.
    pub from: u32,
    /// What to say about threads.
    pub detail: ThreadDetail,
    /// Leaves out the other replies of threads on the page.
    pub skip_threads: bool,
}

/// The posts around the first one that somebody has not read; the newest ones when everything, or nothing, was read.
///
/// # Errors
/// 403 for somebody else and where the caller may not read, 404 without such a channel or member.
pub async fn posts_around_unread(domain: &Domain, caller: &Caller, around: AroundUnread) -> Result<PostListView> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == around.user_id))?;
    let channel = domain.channel(around.channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ReadPosts, Target::other()).await?;
    let member = domain.store().channel_member(around.channel_id, around.user_id).await?;
    let last_viewed_at = member.ok_or(known::CHANNEL_GET_MEMBER_MISSING)?.last_viewed_at;
    let roots_only = around.detail != ThreadDetail::None;
    let first = if last_viewed_at.is_zero() {
        None
    } else {
        domain.store().first_post_after(around.channel_id, last_viewed_at, roots_only).await?
    };
    let page = match first {
        Some(first) => surroundings(domain, &around, first).await?,
        None => read(domain, &around, PageAnchor::Newest, around.before).await?,
    };
    view(domain, caller, page, around.detail).await
}

async fn surroundings(domain: &Domain, around: &AroundUnread, first: Post) -> StoreResult<PostPage> {
    let older = read(domain, around, PageAnchor::Before(first.id), around.before).await?;
    // One more than is wanted: it is the post beyond.
    let newer = read(domain, around, PageAnchor::After(first.id), around.from).await?;
    let all_of = newer.order.len() == around.from as usize;
    let next_post_id = newer.order.first().copied().filter(|_| all_of);
    let shown = newer.order.iter().copied().skip(usize::from(all_of));
    let ids: Vec<PostId> = shown.chain([first.id]).chain(older.order.iter().copied()).collect();
    let own_thread = read_thread_numbers(domain, &first).await?;
    let mut seen = HashSet::new();
    let posts = [first].into_iter().chain(newer.posts).chain(older.posts).filter(|post| seen.insert(post.id));
    Ok(PostPage {
        posts: posts.filter(|post| Some(post.id) != next_post_id).collect(),
        threads: newer.threads.into_iter().chain(older.threads).chain(own_thread).collect(),
        order: ids,
        next_post_id,
        prev_post_id: older.prev_post_id,
        has_next: Some(false),
    })
}

async fn read_thread_numbers(domain: &Domain, post: &Post) -> StoreResult<Vec<crate::model::Thread>> {
    domain.store().threads(&[post.id]).await
}

async fn read(domain: &Domain, around: &AroundUnread, anchor: PageAnchor, per_page: u32) -> StoreResult<PostPage> {
    let query = PageQuery {
        channel_id: around.channel_id,
        anchor,
        page: 0,
        per_page,
        roots_only: around.detail != ThreadDetail::None,
        with_threads: !around.skip_threads,
    };
    domain.store().posts_page(query).await
}
