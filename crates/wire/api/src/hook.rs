use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, HookId, TeamId, TimestampMs, UserId};

/// An incoming webhook.
///
/// Source: `mattermost/mattermost` `server/public/model/incoming_webhook.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingWebhook {
    /// The hook, and the secret of its address.
    pub id: HookId,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it last changed.
    pub update_at: TimestampMs,
    /// When it was deleted; 0 while it exists.
    pub delete_at: TimestampMs,
    /// In whose name it posts.
    pub user_id: UserId,
    /// Where it posts.
    pub channel_id: ChannelId,
    /// The channel's team.
    pub team_id: TeamId,
    /// What it is called in lists.
    pub display_name: String,
    /// What it is for.
    pub description: String,
    /// The name its posts carry; empty for the usual one.
    pub username: String,
    /// The picture its posts carry; empty for none.
    pub icon_url: String,
    /// Whether posts must not go to other channels.
    pub channel_locked: bool,
}

/// What a client wants of a new hook, or of one that changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IncomingWebhookRequest {
    /// Which hook; only when one changes.
    pub id: String,
    /// Where it posts.
    pub channel_id: String,
    /// In whose name; empty for whoever asks.
    pub user_id: String,
    /// What it is called in lists.
    pub display_name: String,
    /// What it is for.
    pub description: String,
    /// The name its posts carry.
    pub username: String,
    /// The picture its posts carry.
    pub icon_url: String,
    /// Whether posts must not go to other channels.
    pub channel_locked: bool,
}
