use std::sync::Arc;

use countersign_primitives::{PostId, TimestampMs, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
    reaction::check_take_back,
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::{Acknowledgement, Channel},
    posts::readable_post,
};

/// A reader says that a post was read. Saying it again is fine: the first time counts.
///
/// # Errors
/// 501 when the server has no acknowledgements, 404 without such a post, 403 for others, for posts the caller may not
/// read, and in archived channels.
pub async fn acknowledge(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    post_id: PostId,
) -> Result<Acknowledgement> {
    let channel = checked(domain, caller, user_id, post_id).await?;
    let acknowledgement = Acknowledgement { user_id, post_id, channel_id: channel.id, acknowledged_at: domain.now() };
    let acknowledgement = domain.store().save_acknowledgement(acknowledgement).await?;
    domain.say(EventKind::AcknowledgementAdded(acknowledgement), Audience::channel(channel.id)).await;
    Ok(acknowledgement)
}

/// A reader takes that back, within five minutes.
///
/// # Errors
/// Those of [`acknowledge`]; 404 when there is nothing to take back, 403 when it is too late.
pub async fn take_back_acknowledgement(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    post_id: PostId,
) -> Result<()> {
    let channel = checked(domain, caller, user_id, post_id).await?;
    let found = domain.store().acknowledgements(&[post_id]).await?;
    let own = found.into_iter().find(|found| found.user_id == user_id).ok_or(known::ACKNOWLEDGEMENT_GET)?;
    check_take_back(own.acknowledged_at, domain.now())?;
    if domain.store().remove_acknowledgement(user_id, post_id, domain.now()).await? {
        let removed = Acknowledgement { acknowledged_at: TimestampMs::ZERO, ..own };
        domain.say(EventKind::AcknowledgementRemoved(removed), Audience::channel(channel.id)).await;
    }
    Ok(())
}

/// The post's channel, once it is sure that the caller may acknowledge there.
async fn checked(domain: &Domain, caller: &Caller, user_id: UserId, post_id: PostId) -> Result<Arc<Channel>> {
    if !domain.settings().service_settings.post_acknowledgements {
        return Err(known::LICENSE_ERROR_FEATURE_UNAVAILABLE.into());
    }
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let post = readable_post(domain, caller, post_id).await?;
    let channel = domain.channel(post.channel_id).await?;
    if channel.is_archived() {
        return Err(known::ACKNOWLEDGEMENT_SAVE_ARCHIVED_CHANNEL.into());
    }
    Ok(channel)
}
