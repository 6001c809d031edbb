use countersign_primitives::PostId;
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::PostView,
    posts::extras::for_event,
};

/// Pins a post to its channel, or no longer. Whoever reads the channel may.
///
/// # Errors
/// 403 where the caller may not read, and for posts that are not there; 400 in an archived channel.
pub async fn pin_post(domain: &Domain, caller: &Caller, post_id: PostId, is_pinned: bool) -> Result<()> {
    let post = domain.store().post(post_id).await?.ok_or(known::CONTEXT_PERMISSIONS)?;
    let channel = domain.channel(post.channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ReadPosts, Target::other()).await?;
    if channel.is_archived() {
        return Err(known::POST_UPDATE_POST_CAN_NOT_UPDATE_POST_IN_DELETED.into());
    }
    if post.is_pinned == is_pinned {
        return Ok(());
    }
    let changed = domain.store().set_pinned(post_id, is_pinned, domain.now()).await?;
    let view = for_event(domain, PostView::plain(changed.ok_or(known::CONTEXT_PERMISSIONS)?)).await;
    domain.say(EventKind::PostEdited(Box::new(view)), Audience::channel(channel.id)).await;
    Ok(())
}
