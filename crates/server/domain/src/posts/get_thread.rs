use countersign_primitives::{PostId, TimestampMs};
use countersign_server_rules::{
    error::known,
    paging::{ThreadCursor, ThreadDirection as Wished, ThreadPage},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Post, PostPage},
    ports::store::{StoreResult, ThreadDirection, ThreadQuery},
    posts::{
        get_post::readable_post,
        view::{PostListView, ThreadDetail, view},
    },
};

/// Which part of a thread to read.
#[derive(Clone, Copy, Debug)]
pub struct ThreadRequest {
    /// Any post of the thread; with threads collapsed the root.
    pub post_id: PostId,
    /// Which replies, and in which order.
    pub page: ThreadPage,
    /// What to say about the thread.
    pub detail: ThreadDetail,
}

/// A thread: the root, then replies.
///
/// # Errors
/// 404 without such a post, 403 when the caller may not read it.
pub async fn get_thread(domain: &Domain, caller: &Caller, request: ThreadRequest) -> Result<PostListView> {
    let post = readable_post(domain, caller, request.post_id).await?;
    let root_id = match (post.root_id, request.detail) {
        (Some(_), ThreadDetail::Ids | ThreadDetail::Profiles) => return Err(known::POST_GET.into()),
        (root_id, _) => root_id.unwrap_or(post.id),
    };
    let page = read(domain, root_id, &request.page).await?.ok_or(known::POST_GET)?;
    view(domain, caller, page, request.detail).await
}

async fn read(domain: &Domain, root_id: PostId, page: &ThreadPage) -> StoreResult<Option<PostPage>> {
    let direction = match page.direction {
        Wished::Down => ThreadDirection::Down,
        Wished::Up => ThreadDirection::Up,
    };
    let limit = page.per_page.map(|size| u32::try_from(size).unwrap_or(u32::MAX));
    let from = match page.cursor {
        ThreadCursor::Start => None,
        ThreadCursor::Created(time, post_id) => Some((time, post_id)),
        ThreadCursor::Updated(time, post_id) => {
            let whole = ThreadQuery { root_id, from: None, direction: ThreadDirection::Down, limit: None };
            let page = domain.store().thread_page(whole).await?;
            return Ok(page.map(|page| changed_after(page, root_id, (time, post_id), limit)));
        }
    };
    domain.store().thread_page(ThreadQuery { root_id, from, direction, limit }).await
}

/// The root and those replies that changed after a moment, by the moment of their change.
fn changed_after(
    whole: PostPage,
    root_id: PostId,
    (time, post_id): (TimestampMs, Option<PostId>),
    limit: Option<u32>,
) -> PostPage {
    let (roots, mut replies): (Vec<Post>, Vec<Post>) = whole.posts.into_iter().partition(|post| post.id == root_id);
    let behind = |post: &Post| {
        post.update_at > time || (post.update_at == time && post_id.is_some_and(|post_id| post.id > post_id))
    };
    replies.retain(behind);
    replies.sort_by_key(|post| (post.update_at, post.id));
    let limit = limit.map_or(usize::MAX, |limit| limit as usize);
    let has_next = replies.len() > limit;
    replies.truncate(limit);
    let order = roots.iter().chain(&replies).map(|post| post.id).collect();
    let has_next = (limit != usize::MAX).then_some(has_next);
    PostPage { order, posts: roots.into_iter().chain(replies).collect(), has_next, ..PostPage::default() }
}
