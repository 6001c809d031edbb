use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use countersign_primitives::{SessionId, TimestampMs, UserId};

use crate::TeamMember;

/// A session, as lists show it: the token is always empty there.
///
/// Source: `mattermost/mattermost` `server/public/model/session.go`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// Empty in every answer.
    #[serde(default)]
    pub token: String,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it ends; 0 is never.
    pub expires_at: TimestampMs,
    /// Last activity.
    pub last_activity_at: TimestampMs,
    /// Whose it is.
    pub user_id: UserId,
    /// Where its pushes go, `platform:token`, or empty.
    #[serde(default)]
    pub device_id: String,
    /// Names of system roles, separated by spaces.
    #[serde(default)]
    pub roles: String,
    /// Whether an OAuth application holds it.
    #[serde(default)]
    pub is_oauth: bool,
    /// Whether its expiry was announced.
    #[serde(default)]
    pub expired_notify: bool,
    /// `platform`, `os`, `browser`, `isMobile`, `csrf`, `device_notification_disabled`, `mobile_version`, …
    #[serde(default)]
    pub props: BTreeMap<String, String>,
    /// The user's team memberships.
    #[serde(default)]
    pub team_members: Vec<TeamMember>,
    /// Whether it came over the local socket.
    #[serde(default)]
    pub local: bool,
}

/// The body of `PUT /users/sessions/device`: a map of texts in which only what is there counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttachDeviceRequest {
    /// `platform:token`; attaches it to this session when not empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// The device's id for calls (servers from 11.7).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voip_device_id: Option<String>,
    /// `true` or `false`: whether the user switched notifications off on the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_notification_disabled: Option<String>,
    /// The app's version, `MAJOR.MINOR.PATCH`, or empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile_version: Option<String>,
}
