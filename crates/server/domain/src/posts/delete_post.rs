use countersign_primitives::PostId;
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
    post::check_delete,
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, AudienceSight, EventKind},
    model::PostView,
    ports::store::PostDeletion,
};

/// Deletes a post; a root goes with its replies.
///
/// # Errors
/// 404 without such a post, 403 where the caller may not delete it, 400 in an archived channel.
pub async fn delete_post(domain: &Domain, caller: &Caller, post_id: PostId) -> Result<()> {
    let post = domain.store().post(post_id).await?.ok_or(known::POST_GET)?;
    let channel = domain.channel(post.channel_id).await?;
    let own = post.user_id == caller.user_id();
    domain.require_in_channel(caller, &channel, Action::DeletePost, Target::owned(own)).await?;
    check_delete(channel.is_archived())?;
    let by = caller.user_id();
    let deleted = domain.store().delete_post(PostDeletion { id: post_id, by, now: domain.now() }).await?;
    let post = Box::new(PostView::plain(deleted.ok_or(known::POST_GET)?));
    for (sight, by) in [(AudienceSight::AdministratorsOnly, Some(by)), (AudienceSight::NotAdministrators, None)] {
        let audience = Audience { sight, ..Audience::channel(channel.id) };
        domain.say(EventKind::PostDeleted { post: post.clone(), by }, audience).await;
    }
    Ok(())
}
