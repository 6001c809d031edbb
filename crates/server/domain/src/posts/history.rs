use countersign_primitives::PostId;
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{caller::Caller, domain::Domain, error::Result, model::PostView};

/// What a post of the caller was before its changes, the latest text first.
///
/// # Errors
/// 403 for somebody else's and without such a post, 404 when it was never changed.
pub async fn post_history(domain: &Domain, caller: &Caller, post_id: PostId) -> Result<Vec<PostView>> {
    let post = domain.store().post(post_id).await?.ok_or(known::CONTEXT_PERMISSIONS)?;
    let channel = domain.channel(post.channel_id).await?;
    let own = post.user_id == caller.user_id();
    domain.require_in_channel(caller, &channel, Action::ReadEditHistory, Target::owned(own)).await?;
    let former = domain.store().post_history(post_id).await?;
    if former.is_empty() {
        return Err(known::POST_GET.into());
    }
    Ok(former.into_iter().map(PostView::plain).collect())
}
