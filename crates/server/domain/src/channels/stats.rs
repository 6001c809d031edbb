use std::collections::BTreeMap;

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
    /// Files of posts; −1 when they were not counted.
    pub file_count: i64,
}

/// A channel in numbers; files are counted `with_files`.
///
/// # Errors
/// 403 when the caller may not see who is in the channel, 404 without such a channel.
pub async fn channel_stats(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    with_files: bool,
) -> Result<ChannelStats> {
    let channel = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ListUsersOfChannel, Target::other()).await?;
    let (member_count, guest_count) = domain.store().channel_member_counts(channel_id).await?;
    let pinned_post_count = domain.store().pinned_post_count(channel_id).await?;
    let file_count = if with_files { domain.store().channel_file_count(channel_id).await? } else { NOT_COUNTED };
    Ok(ChannelStats { channel_id, member_count, guest_count, pinned_post_count, file_count })
}

/// What stands for a number nobody asked for.
const NOT_COUNTED: i64 = -1;

/// How many active members channels have.
///
/// # Errors
/// 403 when the caller may not see who is in one of the channels, 404 when one does not exist.
pub async fn member_counts(
    domain: &Domain,
    caller: &Caller,
    channels: &[ChannelId],
) -> Result<BTreeMap<ChannelId, i64>> {
    let mut counts = BTreeMap::new();
    for &channel_id in channels {
        let channel = domain.channel(channel_id).await?;
        domain.require_in_channel(caller, &channel, Action::ListUsersOfChannel, Target::other()).await?;
        let (members, _) = domain.store().channel_member_counts(channel_id).await?;
        counts.insert(channel_id, members);
    }
    Ok(counts)
}
