use countersign_primitives::{SessionId, UserId};
use countersign_server_rules::{
    notify::{ClearFacts, clears_channel_notifications},
    notify_props::{MemberNotifyProps, UserNotifyProps},
};

use crate::{
    domain::Domain,
    error::Result,
    model::{Channel, PushKind, Viewed},
    pushes::badge::queue,
};

/// A channel was read: tells the user's other devices to take its notifications away, where there may be any.
pub(crate) async fn clear_channel(
    domain: &Domain,
    user_id: UserId,
    channel: &Channel,
    viewed: &Viewed,
    except: Option<SessionId>,
) -> Result<()> {
    if !viewed.had_unread && !viewed.had_mentions {
        return Ok(());
    }
    let Some(user) = domain.find_user(user_id).await? else { return Ok(()) };
    let roster = domain.roster(channel.id).await?;
    let member: MemberNotifyProps = roster.read().get(user_id).map(|member| member.member).unwrap_or_default();
    let facts =
        ClearFacts { channel_kind: channel.kind, had_unreads: viewed.had_unread, had_mentions: viewed.had_mentions };
    if !clears_channel_notifications(&facts, &UserNotifyProps::read(&user.notify_props), member) {
        return Ok(());
    }
    let kind = PushKind::Clear { channel_id: channel.id, root_id: None };
    queue(domain, user_id, kind, except, "read_elsewhere").await
}
