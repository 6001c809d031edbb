use countersign_primitives::{PostId, UserId};
use countersign_server_rules::error::known;

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::FollowedView,
    threads::{
        place::readable,
        view::{Participants, view},
    },
};

/// A thread that somebody follows.
///
/// # Errors
/// 403 for somebody else's and where the caller may not read, 404 when the user does not follow it.
pub async fn get_followed(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    root_id: PostId,
    participants: Participants,
) -> Result<FollowedView> {
    readable(domain, caller, user_id, root_id).await?;
    if domain.store().follows_of(user_id, &[root_id]).await?.is_empty() {
        return Err(known::USER_GET_THREAD_MEMBERSHIP_FOR_USER_NOT_FOUND.into());
    }
    of(domain, user_id, root_id, participants).await
}

/// The thread as it is now.
pub(super) async fn of(
    domain: &Domain,
    user_id: UserId,
    root_id: PostId,
    participants: Participants,
) -> Result<FollowedView> {
    let found = domain.store().thread_for(root_id, &[user_id]).await?.pop();
    view(domain, found.ok_or(known::USER_GET_THREADS_FOR_USER_NOT_FOUND)?, participants).await
}
