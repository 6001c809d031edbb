//! Frames of `GET /api/v4/websocket`: JSON texts, one object each.
//!
//! Source: `mattermost/mattermost` `server/public/model/websocket_message.go`, `websocket_request.go`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ApiError;

/// Names of events this product sends or acts on. Others exist; a client ignores what it does not know.
pub mod event {
    /// First on a new connection: `server_version`, `connection_id`, `server_hostname`.
    pub const HELLO: &str = "hello";
    /// A post was made; `post` is JSON inside a text.
    pub const POSTED: &str = "posted";
    /// A post that one person sees, and that is not kept; `post` is JSON inside a text.
    pub const EPHEMERAL_MESSAGE: &str = "ephemeral_message";
    /// A program shows a dialog.
    pub const OPEN_DIALOG: &str = "open_dialog";
    /// A post changed.
    pub const POST_EDITED: &str = "post_edited";
    /// A post was deleted.
    pub const POST_DELETED: &str = "post_deleted";
    /// Somebody reacted.
    pub const REACTION_ADDED: &str = "reaction_added";
    /// Somebody took a reaction back.
    pub const REACTION_REMOVED: &str = "reaction_removed";
    /// Somebody acknowledged a post.
    pub const POST_ACKNOWLEDGEMENT_ADDED: &str = "post_acknowledgement_added";
    /// Somebody took an acknowledgement back.
    pub const POST_ACKNOWLEDGEMENT_REMOVED: &str = "post_acknowledgement_removed";
    /// A custom emoji was made.
    pub const EMOJI_ADDED: &str = "emoji_added";
    /// A team changed.
    pub const UPDATE_TEAM: &str = "update_team";
    /// The receiving user's own presence changed. Never sent about others.
    pub const STATUS_CHANGE: &str = "status_change";
    /// Channels were read: `channel_times`.
    pub const MULTIPLE_CHANNELS_VIEWED: &str = "multiple_channels_viewed";
    /// One channel was read; older servers.
    pub const CHANNEL_VIEWED: &str = "channel_viewed";
    /// A channel was made: `channel_id`, `team_id`.
    pub const CHANNEL_CREATED: &str = "channel_created";
    /// A membership's settings or roles changed; `channelMember` is JSON inside a text.
    pub const CHANNEL_MEMBER_UPDATED: &str = "channel_member_updated";
    /// A group channel was made; `teammate_ids` is JSON inside a text.
    pub const GROUP_ADDED: &str = "group_added";
    /// The receiving user came into a team.
    pub const ADDED_TO_TEAM: &str = "added_to_team";
    /// Somebody left a team.
    pub const LEAVE_TEAM: &str = "leave_team";
    /// Somebody is typing: `user_id`, and `parent_id`, the thread or empty.
    pub const TYPING: &str = "typing";
    /// An account was made.
    pub const NEW_USER: &str = "new_user";
    /// Preferences were removed; `preferences` is JSON inside a text.
    pub const PREFERENCES_DELETED: &str = "preferences_deleted";
    /// The sidebar may look different; after a change of preferences it holds nothing.
    pub const SIDEBAR_CATEGORY_UPDATED: &str = "sidebar_category_updated";
    /// A channel changed; `channel` is JSON inside a text.
    pub const CHANNEL_UPDATED: &str = "channel_updated";
    /// A public channel became private, or the other way round.
    pub const CHANNEL_CONVERTED: &str = "channel_converted";
    /// A channel was archived: `channel_id`, `delete_at`.
    pub const CHANNEL_DELETED: &str = "channel_deleted";
    /// An archived channel came back.
    pub const CHANNEL_RESTORED: &str = "channel_restored";
    /// A team was archived; `team` is JSON inside a text.
    pub const DELETE_TEAM: &str = "delete_team";
    /// An archived team came back; `team` is JSON inside a text.
    pub const RESTORE_TEAM: &str = "restore_team";
    /// The receiving user's roles in a team changed; `member` is JSON inside a text.
    pub const MEMBERROLE_UPDATED: &str = "memberrole_updated";
    /// The receiving user's roles in the system changed: `user_id`, `roles`.
    pub const USER_ROLE_UPDATED: &str = "user_role_updated";
    /// A category was made: `category_id`.
    pub const SIDEBAR_CATEGORY_CREATED: &str = "sidebar_category_created";
    /// A category was deleted: `category_id`.
    pub const SIDEBAR_CATEGORY_DELETED: &str = "sidebar_category_deleted";
    /// Categories stand in another order: `order`.
    pub const SIDEBAR_CATEGORY_ORDER_UPDATED: &str = "sidebar_category_order_updated";
    /// A followed thread got a reply; `thread` is JSON inside a text.
    pub const THREAD_UPDATED: &str = "thread_updated";
    /// A thread was read or marked unread; without `thread_id` all threads of the team were read.
    pub const THREAD_READ_CHANGED: &str = "thread_read_changed";
    /// A thread is followed, or no longer: `thread_id`, `state`, `reply_count`.
    pub const THREAD_FOLLOW_CHANGED: &str = "thread_follow_changed";
    /// A channel was marked unread: the membership's counters, `post_id`.
    pub const POST_UNREAD: &str = "post_unread";
    /// A direct channel was made.
    pub const DIRECT_ADDED: &str = "direct_added";
    /// Somebody joined a channel.
    pub const USER_ADDED: &str = "user_added";
    /// Somebody left a channel.
    pub const USER_REMOVED: &str = "user_removed";
    /// An account changed; `user` is an object.
    pub const USER_UPDATED: &str = "user_updated";
    /// An account was activated or deactivated.
    pub const USER_ACTIVATION_STATUS_CHANGE: &str = "user_activation_status_change";
    /// Settings changed; `preferences` is JSON inside a text.
    pub const PREFERENCES_CHANGED: &str = "preferences_changed";
    /// The client config changed; `config` is the whole map.
    pub const CONFIG_CHANGED: &str = "config_changed";
}

/// What a client sends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    /// The client's number for it; positive.
    pub seq: i64,
    /// `authentication_challenge`, `ping`, `user_typing`, ….
    pub action: String,
    /// Arguments.
    pub data: Map<String, Value>,
}

/// The server's reply to one request. Replies take no sequence number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// `OK` or `FAIL`.
    pub status: String,
    /// The request's number; left out when it is 0, as in replies to what has none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub seq_reply: i64,
    /// The result; left out when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Map<String, Value>>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ApiError>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature serde calls")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// What.
    pub event: String,
    /// Details, by kind.
    #[serde(default)]
    pub data: Map<String, Value>,
    /// To whom it was sent.
    #[serde(default)]
    pub broadcast: Broadcast,
    /// The connection's own count: `hello` is 0, each further event one more.
    pub seq: i64,
}

/// To whom an event is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Broadcast {
    /// Everybody but these; `null` when nobody is left out.
    pub omit_users: Option<BTreeMap<String, bool>>,
    /// All connections of one user.
    pub user_id: String,
    /// The members of one channel.
    pub channel_id: String,
    /// The members of one team.
    pub team_id: String,
    /// One connection.
    pub connection_id: String,
    /// Everybody but one connection.
    pub omit_connection_id: String,
    /// Left out when false: not for administrators, who get a fuller copy.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub contains_sanitized_data: bool,
    /// Left out when false: for administrators only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub contains_sensitive_data: bool,
}

/// Anything the server sends.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum ServerFrame {
    /// Something that happened.
    Event(Event),
    /// A reply to a request.
    Reply(Reply),
}
