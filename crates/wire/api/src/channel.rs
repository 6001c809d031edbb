use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId, serde_empty};

/// Kinds of channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChannelType {
    /// Everybody in the team may join.
    #[serde(rename = "O")]
    Public,
    /// By invitation.
    #[serde(rename = "P")]
    Private,
    /// Two people, or one with oneself.
    #[serde(rename = "D")]
    Direct,
    /// Three to eight people.
    #[serde(rename = "G")]
    Group,
}

/// A channel.
///
/// Source: `mattermost/mattermost` `server/public/model/channel.go`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    #[serde(default, with = "serde_empty")]
    pub team_id: Option<TeamId>,
    /// Which kind.
    #[serde(rename = "type")]
    pub kind: ChannelType,
    /// For people. Empty for direct messages: the reader's app builds it from the other user.
    pub display_name: String,
    /// For addresses. Direct: see [`direct_channel_name`]; group: 40 hexadecimal digits.
    pub name: String,
    /// Shown on top.
    #[serde(default)]
    pub header: String,
    /// What it is for.
    #[serde(default)]
    pub purpose: String,
    /// The newest post's time.
    #[serde(default)]
    pub last_post_at: TimestampMs,
    /// How many posts count: all but join and leave notices.
    #[serde(default)]
    pub total_msg_count: i64,
    /// No longer used.
    #[serde(default)]
    pub extra_update_at: TimestampMs,
    /// Who made it; none for built-in and group channels.
    #[serde(default, with = "serde_empty")]
    pub creator_id: Option<UserId>,
    /// Permission scheme.
    #[serde(default)]
    pub scheme_id: Option<String>,
    /// Free properties.
    #[serde(default)]
    pub props: Option<BTreeMap<String, Value>>,
    /// Whether groups decide who is a member.
    #[serde(default)]
    pub group_constrained: Option<bool>,
    /// Whether posts are translated.
    #[serde(default)]
    pub autotranslation: bool,
    /// Whether it is shared with another server.
    #[serde(default)]
    pub shared: Option<bool>,
    /// How many root posts count.
    #[serde(default)]
    pub total_msg_count_root: i64,
    /// Retention policy.
    #[serde(default)]
    pub policy_id: Option<String>,
    /// The newest root post's time.
    #[serde(default)]
    pub last_root_post_at: TimestampMs,
    /// Banner on top.
    #[serde(default)]
    pub banner_info: Option<Value>,
    /// Whether access follows attributes.
    #[serde(default)]
    pub policy_enforced: bool,
    /// Whether such a policy is active.
    #[serde(default)]
    pub policy_is_active: bool,
    /// The category it appears in by default.
    #[serde(default)]
    pub default_category_name: String,
}

/// Somebody's membership in a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelMember {
    /// The channel.
    pub channel_id: ChannelId,
    /// The member.
    pub user_id: UserId,
    /// Effective role names, separated by spaces.
    pub roles: String,
    /// Until when the member has read; −1 in what other people get.
    pub last_viewed_at: TimestampMs,
    /// How many posts the member has read.
    pub msg_count: i64,
    /// How many unread posts mention the member.
    pub mention_count: i64,
    /// The same for root posts.
    pub mention_count_root: i64,
    /// The same for urgent root posts.
    pub urgent_mention_count: i64,
    /// How many root posts the member has read.
    pub msg_count_root: i64,
    /// Notification settings, all texts.
    pub notify_props: BTreeMap<String, String>,
    /// When it last changed; −1 in what other people get.
    pub last_update_at: TimestampMs,
    /// Guest.
    pub scheme_guest: bool,
    /// Ordinary member.
    pub scheme_user: bool,
    /// Channel administrator.
    pub scheme_admin: bool,
    /// Roles beside the three above.
    #[serde(default)]
    pub explicit_roles: String,
    /// Whether the member switched translation off.
    #[serde(default)]
    pub autotranslation_disabled: bool,
}

/// The answer of `GET /channels/{id}/stats`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelStats {
    /// The channel.
    pub channel_id: ChannelId,
    /// Active members, guests included.
    pub member_count: i64,
    /// Guests.
    pub guest_count: i64,
    /// Pinned posts.
    pub pinnedpost_count: i64,
    /// Files; −1 when not asked for.
    pub files_count: i64,
}

/// The body of `POST /channels/members/{user}/view`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewChannelRequest {
    /// The channel now open; none when the app was left, so that pushes come again.
    #[serde(with = "serde_empty")]
    pub channel_id: Option<ChannelId>,
    /// The channel open before.
    #[serde(with = "serde_empty")]
    pub prev_channel_id: Option<ChannelId>,
    /// Whether the app collapses reply threads.
    pub collapsed_threads_supported: bool,
}

/// The answer of `POST /channels/members/{user}/view`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewChannelResponse {
    /// `OK`.
    pub status: String,
    /// Until when each channel is read now.
    pub last_viewed_at_times: BTreeMap<ChannelId, TimestampMs>,
}

/// The name of the direct channel of two people: both ids, the smaller first, with `__` between.
pub fn direct_channel_name(one: UserId, other: UserId) -> String {
    format!("{}__{}", one.min(other), one.max(other))
}

/// A channel in a list over several teams.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelWithTeam {
    /// The channel.
    #[serde(flatten)]
    pub channel: Channel,
    /// Its team, for people.
    #[serde(default)]
    pub team_display_name: String,
    /// Its team, for addresses.
    #[serde(default)]
    pub team_name: String,
    /// When its team last changed.
    #[serde(default)]
    pub team_update_at: TimestampMs,
}

/// A membership in a list over several teams; direct and group messages have empty names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelMemberWithTeam {
    /// The membership.
    #[serde(flatten)]
    pub member: ChannelMember,
    /// The channel's team, for people.
    #[serde(default)]
    pub team_display_name: String,
    /// The channel's team, for addresses.
    #[serde(default)]
    pub team_name: String,
    /// When the channel's team last changed.
    #[serde(default)]
    pub team_update_at: TimestampMs,
}
