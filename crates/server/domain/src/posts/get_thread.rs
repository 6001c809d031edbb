use countersign_primitives::{PostId, TimestampMs};
use countersign_server_rules::error::known;

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    ports::store::{ThreadDirection, ThreadQuery},
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
    /// Behind which moment and post to go on.
    pub from: Option<(TimestampMs, Option<PostId>)>,
    /// Order of the replies.
    pub direction: ThreadDirection,
    /// How many replies; `None` for all.
    pub per_page: Option<u32>,
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
    let query = ThreadQuery { root_id, from: request.from, direction: request.direction, limit: request.per_page };
    let page = domain.store().thread_page(query).await?.ok_or(known::POST_GET)?;
    view(domain, caller, page, request.detail).await
}
