use countersign_primitives::ChannelId;
use countersign_server_rules::permissions::{Action, Target};

use crate::{caller::Caller, domain::Domain, error::Result};

/// A channel in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelStats {
    /// The channel.
    pub channel_id: ChannelId,
    /// Active members, guests included.
    pub member_count: i64,
    /// Guests.
    pub guest_count: i64,
    /// Pinned posts.
    pub pinned_post_count: i64,
    /// Files.
    pub file_count: i64,
}

/// A channel in numbers.
///
/// # Errors
/// 403 when the caller may not see who is in the channel, 404 without such a channel.
pub async fn channel_stats(domain: &Domain, caller: &Caller, channel_id: ChannelId) -> Result<ChannelStats> {
    let channel = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ListUsersOfChannel, Target::other()).await?;
    let (member_count, guest_count) = domain.store().channel_member_counts(channel_id).await?;
    let pinned_post_count = domain.store().pinned_post_count(channel_id).await?;
    Ok(ChannelStats { channel_id, member_count, guest_count, pinned_post_count, file_count: 0 })
}
