use countersign_primitives::{ChannelId, PostId, SessionId, UserId};
use countersign_server_rules::notify::clears_thread_notifications;

use crate::{domain::Domain, error::Result, model::PushKind, pushes::badge::queue};

/// A thread was read: tells the user's other devices to take its notifications away, when nothing in it is left unread.
pub(crate) async fn clear_thread(
    domain: &Domain,
    user_id: UserId,
    (channel_id, root_id): (ChannelId, PostId),
    unread_replies_left: i64,
    except: Option<SessionId>,
) -> Result<()> {
    if !clears_thread_notifications(unread_replies_left, domain.collapses_threads(user_id).await?) {
        return Ok(());
    }
    let kind = PushKind::Clear { channel_id, root_id: Some(root_id) };
    queue(domain, user_id, kind, except, "read_elsewhere").await
}
