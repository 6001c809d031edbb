use std::sync::Arc;

use countersign_primitives::{PostId, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Channel, Post},
};

/// A post of a thread and its channel, for a caller who acts for a user and may read there. Strangers do not learn
/// which posts exist.
pub(super) async fn readable(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    post_id: PostId,
) -> Result<(Post, Arc<Channel>)> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let post = domain.store().post(post_id).await?.ok_or(known::CONTEXT_PERMISSIONS)?;
    let channel = domain.channel(post.channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ReadPosts, Target::other()).await?;
    Ok((post, channel))
}
