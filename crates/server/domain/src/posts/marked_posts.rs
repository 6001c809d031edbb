use countersign_primitives::{ChannelId, TeamId, UserId};
use countersign_server_rules::permissions::{Action, Target};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Post, PostView},
    ports::store::{Page, SavedQuery},
    posts::{extras::with_extras, preview::show_previews, view::PostListView},
};

/// A channel's pinned posts, newest first.
///
/// # Errors
/// 404 without such a channel, 403 when the caller may not read it.
pub async fn pinned_posts(domain: &Domain, caller: &Caller, channel_id: ChannelId) -> Result<PostListView> {
    let channel = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ReadPosts, Target::other()).await?;
    listed(domain, caller, domain.store().pinned_posts(channel_id).await?).await
}

/// Which saved posts to list.
#[derive(Clone, Copy, Debug)]
pub struct SavedRequest {
    /// Whose.
    pub user_id: UserId,
    /// Those of this team, and of direct and group messages.
    pub team_id: Option<TeamId>,
    /// Those of this channel.
    pub channel_id: Option<ChannelId>,
    /// Which part of the list.
    pub page: Page,
}

/// Posts that a user saved and can still read, newest first.
///
/// # Errors
/// 403 for somebody else's.
pub async fn saved_posts(domain: &Domain, caller: &Caller, request: SavedRequest) -> Result<PostListView> {
    let SavedRequest { user_id, team_id, channel_id, page } = request;
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let query = SavedQuery { user_id, team_id, channel_id, page };
    listed(domain, caller, domain.store().saved_posts(query).await?).await
}

async fn listed(domain: &Domain, caller: &Caller, posts: Vec<Post>) -> Result<PostListView> {
    let order = posts.iter().map(|post| post.id).collect();
    let mut posts = with_extras(domain, posts.into_iter().map(PostView::plain).collect()).await?;
    show_previews(domain, caller, &mut posts).await?;
    Ok(PostListView { order, posts, ..PostListView::default() })
}
