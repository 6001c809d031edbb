use countersign_primitives::{SessionId, UserId};

use crate::{domain::Domain, error::Result, model::PushKind, pushes::address::address};

/// Tells a user's devices, but for the session that caused it, that the number on the icon changed.
pub(crate) async fn update_badge(domain: &Domain, user_id: UserId, except: Option<SessionId>) -> Result<()> {
    queue(domain, user_id, PushKind::UpdateBadge, except, "badge_changed").await
}

/// Queues a push of a kind that shows nothing.
pub(super) async fn queue(
    domain: &Domain,
    user_id: UserId,
    kind: PushKind,
    except: Option<SessionId>,
    why: &'static str,
) -> Result<()> {
    let addressed = address(domain, &[(user_id, kind)], except).await?;
    if addressed.pushes.is_empty() {
        return Ok(());
    }
    domain.store().queue_pushes(addressed.pushes.clone()).await?;
    domain.outbox().notify_one();
    addressed.note(domain, |_| why);
    Ok(())
}
