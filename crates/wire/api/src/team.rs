use serde::{Deserialize, Serialize};

use countersign_primitives::{TeamId, TimestampMs, UserId};

/// A team.
///
/// Source: `mattermost/mattermost` `server/public/model/team.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// The team.
    pub id: TeamId,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it last changed.
    pub update_at: TimestampMs,
    /// When it was archived; 0 while it is active.
    pub delete_at: TimestampMs,
    /// For people.
    pub display_name: String,
    /// For addresses: lower case, unique.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Contact; empty without `manage_team`.
    #[serde(default)]
    pub email: String,
    /// `O` open, `I` by invitation.
    #[serde(rename = "type")]
    pub kind: String,
    /// Company.
    #[serde(default)]
    pub company_name: String,
    /// Domains of e-mail addresses that may join.
    #[serde(default)]
    pub allowed_domains: String,
    /// Secret of the invitation link; empty without `invite_user`.
    #[serde(default)]
    pub invite_id: String,
    /// Whether anybody on the server may join.
    #[serde(default)]
    pub allow_open_invite: bool,
    /// When the picture last changed; left out when 0.
    #[serde(default, skip_serializing_if = "TimestampMs::is_zero")]
    pub last_team_icon_update: TimestampMs,
    /// Permission scheme.
    #[serde(default)]
    pub scheme_id: Option<String>,
    /// Whether groups decide who is a member.
    #[serde(default)]
    pub group_constrained: Option<bool>,
    /// Retention policy.
    #[serde(default)]
    pub policy_id: Option<String>,
    /// Cloud only.
    #[serde(default)]
    pub cloud_limits_archived: bool,
}

/// Somebody's membership in a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMember {
    /// The team.
    pub team_id: TeamId,
    /// The member.
    pub user_id: UserId,
    /// Effective role names, separated by spaces.
    pub roles: String,
    /// When the member left; 0 while a member.
    pub delete_at: TimestampMs,
    /// Guest.
    pub scheme_guest: bool,
    /// Ordinary member.
    pub scheme_user: bool,
    /// Team administrator.
    pub scheme_admin: bool,
    /// Roles beside the three above.
    #[serde(default)]
    pub explicit_roles: String,
}
