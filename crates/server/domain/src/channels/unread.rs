use countersign_primitives::{ChannelId, TeamId, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{caller::Caller, domain::Domain, error::Result};

/// What is unread in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelUnread {
    /// The channel.
    pub channel_id: ChannelId,
    /// Its team; none for direct and group messages.
    pub team_id: Option<TeamId>,
    /// Posts; 0 for a muted channel.
    pub msg_count: i64,
    /// Root posts; 0 for a muted channel.
    pub msg_count_root: i64,
    /// Posts that mention the user.
    pub mention_count: i64,
    /// Root posts that do.
    pub mention_count_root: i64,
    /// Urgent root posts that do.
    pub urgent_mention_count: i64,
}

/// What somebody has not read in a channel.
///
/// # Errors
/// 403 for somebody else and where the caller may not look, 404 without such a channel or member.
pub async fn channel_unread(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    channel_id: ChannelId,
) -> Result<ChannelUnread> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let channel = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ReadChannel, Target::other()).await?;
    let totals = domain.store().channel_totals(channel_id).await?;
    let member = domain.store().channel_member(channel_id, user_id).await?.ok_or(known::CHANNEL_GET_MEMBER_MISSING)?;
    let muted = member.notify_props.get("mark_unread").map(String::as_str) == Some("mention");
    let unread = |total: i64, read: i64| if muted { 0 } else { (total - read).max(0) };
    Ok(ChannelUnread {
        channel_id,
        team_id: channel.team_id,
        msg_count: unread(totals.total_msg_count, member.msg_count),
        msg_count_root: unread(totals.total_msg_count_root, member.msg_count_root),
        mention_count: member.mention_count,
        mention_count_root: member.mention_count_root,
        urgent_mention_count: member.urgent_mention_count,
    })
}
