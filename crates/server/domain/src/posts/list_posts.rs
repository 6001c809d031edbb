use countersign_primitives::{ChannelId, TimestampMs};
use countersign_server_rules::permissions::{Action, Target};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    ports::store::{PageAnchor, PageQuery},
    posts::view::{PostListView, ThreadDetail, view},
};

/// Which posts of a channel to list.
#[derive(Clone, Copy, Debug)]
pub struct ListRequest {
    /// Of which channel.
    pub channel_id: ChannelId,
    /// From where.
    pub anchor: PageAnchor,
    /// Page number, from 0.
    pub page: u32,
    /// Posts a page.
    pub per_page: u32,
    /// What to say about threads; anything but [`ThreadDetail::None`] lists root posts only.
    pub detail: ThreadDetail,
    /// Leave out the replies of threads on the page.
    pub skip_threads: bool,
    /// Whether deleted posts were asked for: administrators only.
    pub include_deleted: bool,
}

/// When anything in a channel's posts last changed: what a list's `ETag` is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostsChanged(pub TimestampMs);

/// When a channel's posts last changed, for a caller who may read them.
///
/// # Errors
/// 404 without such a channel, 403 when the caller may not read it.
pub async fn posts_changed(domain: &Domain, caller: &Caller, channel_id: ChannelId) -> Result<PostsChanged> {
    require_readable(domain, caller, channel_id).await?;
    Ok(PostsChanged(domain.store().posts_changed_at(channel_id).await?))
}

/// A page of a channel's posts.
///
/// # Errors
/// 404 without such a channel, 403 when the caller may not read it.
pub async fn list_posts(domain: &Domain, caller: &Caller, request: ListRequest) -> Result<PostListView> {
    require_readable(domain, caller, request.channel_id).await?;
    if request.include_deleted {
        domain.require(caller, Action::ManageServer, Target::other())?;
    }
    let query = PageQuery {
        channel_id: request.channel_id,
        anchor: request.anchor,
        page: request.page,
        per_page: request.per_page,
        roots_only: request.detail != ThreadDetail::None,
        with_threads: !request.skip_threads,
    };
    let page = domain.store().posts_page(query).await?;
    view(domain, caller, page, request.detail).await
}

/// Whether the caller may read a channel's posts.
///
/// # Errors
/// 404 without such a channel, 403 when the caller may not read it.
pub async fn require_readable(domain: &Domain, caller: &Caller, channel_id: ChannelId) -> Result<()> {
    let channel = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ReadPosts, Target::other()).await
}
