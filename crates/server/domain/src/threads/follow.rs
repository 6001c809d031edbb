use countersign_primitives::{PostId, TeamId, UserId};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    ports::store::FollowChange,
    threads::place::readable,
};

/// Follows a thread, which counts as having read it, or follows it no longer. A root without replies can be followed.
/// `team_id` is where the app shows it.
///
/// # Errors
/// 403 for somebody else and where the caller may not read.
pub async fn set_following(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    team_id: TeamId,
    (root_id, following): (PostId, bool),
) -> Result<()> {
    let (root, _) = readable(domain, caller, user_id, root_id).await?;
    let now = domain.now();
    let read = following.then_some((now, 0));
    domain.store().change_follow(FollowChange { root_id, user_id, following, read, now }).await?;
    let changed = EventKind::ThreadFollowChanged { root_id, following, reply_count: root.reply_count };
    domain.say(changed, Audience { team_id: Some(team_id), ..Audience::user(user_id) }).await;
    Ok(())
}
