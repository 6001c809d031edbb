use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};
use countersign_server_rules::{
    channel::ChannelKind,
    notify_props::{MemberNotifyProps, UserNotifyProps},
};

/// A channel: what changes seldom. What every post changes is in [`ChannelTotals`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// The channel.
    pub id: ChannelId,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it last changed.
    pub update_at: TimestampMs,
    /// When it was archived; 0 while it is active.
    pub delete_at: TimestampMs,
    /// The team; none for direct and group messages.
    pub team_id: Option<TeamId>,
    /// Which kind.
    pub kind: ChannelKind,
    /// For people. Empty for direct messages, names of the members for group messages.
    pub display_name: String,
    /// For addresses, unique in the team.
    pub name: String,
    /// Shown on top.
    pub header: String,
    /// What it is for.
    pub purpose: String,
    /// Who made it; none for built-in and group channels.
    pub creator_id: Option<UserId>,
}

impl Channel {
    /// Whether it is archived.
    pub fn is_archived(&self) -> bool {
        !self.delete_at.is_zero()
    }
}

/// What every post changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelTotals {
    /// The newest post's time; 0 without posts.
    pub last_post_at: TimestampMs,
    /// The newest root post's time; 0 without posts.
    pub last_root_post_at: TimestampMs,
    /// How many posts count: all but join and leave notices.
    pub total_msg_count: i64,
    /// How many root posts count.
    pub total_msg_count_root: i64,
}

/// A channel with its totals at the moment of reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelState {
    /// The channel.
    pub channel: Channel,
    /// Its totals.
    pub totals: ChannelTotals,
}

/// Somebody's membership in a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelMember {
    /// The channel.
    pub channel_id: ChannelId,
    /// The member.
    pub user_id: UserId,
    /// Until when the member has read; 0 if never.
    pub last_viewed_at: TimestampMs,
    /// How many posts the member has read.
    pub msg_count: i64,
    /// How many root posts the member has read.
    pub msg_count_root: i64,
    /// How many unread posts mention the member.
    pub mention_count: i64,
    /// The same for root posts.
    pub mention_count_root: i64,
    /// The same for urgent root posts.
    pub urgent_mention_count: i64,
    /// Notification settings; unknown values survive.
    pub notify_props: BTreeMap<String, String>,
    /// When it last changed.
    pub last_update_at: TimestampMs,
    /// Guest.
    pub scheme_guest: bool,
    /// Ordinary member.
    pub scheme_user: bool,
    /// Channel administrator.
    pub scheme_admin: bool,
    /// Roles beside the three above, separated by spaces.
    pub explicit_roles: String,
}

impl ChannelMember {
    /// A new member who has read nothing.
    pub fn new(
        channel_id: ChannelId,
        user_id: UserId,
        is_admin: bool,
        notify_props: BTreeMap<String, String>,
        now: TimestampMs,
    ) -> Self {
        Self {
            channel_id,
            user_id,
            last_viewed_at: TimestampMs::ZERO,
            msg_count: 0,
            msg_count_root: 0,
            mention_count: 0,
            mention_count_root: 0,
            urgent_mention_count: 0,
            notify_props,
            last_update_at: now,
            scheme_guest: false,
            scheme_user: true,
            scheme_admin: is_admin,
            explicit_roles: String::new(),
        }
    }
}

/// What viewing a channel changed for the viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewed {
    /// The channel.
    pub channel_id: ChannelId,
    /// Until when it is read now: the newest post's time.
    pub last_viewed_at: TimestampMs,
    /// Whether there was anything unread before.
    pub had_unread: bool,
    /// Whether there was a mention before.
    pub had_mentions: bool,
}

/// What decides what somebody may do in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelMembership {
    /// Guest.
    pub scheme_guest: bool,
    /// Ordinary member.
    pub scheme_user: bool,
    /// Channel administrator.
    pub scheme_admin: bool,
    /// Roles beside the three above, separated by spaces.
    pub explicit_roles: String,
}

/// A member as notifications see them: active accounts only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterEntry {
    /// Who.
    pub user_id: UserId,
    /// User name.
    pub username: String,
    /// Given name.
    pub first_name: String,
    /// Whether the member is a bot.
    pub is_bot: bool,
    /// The user's notification settings.
    pub user_props: UserNotifyProps,
    /// The membership's notification settings.
    pub member_props: MemberNotifyProps,
}
