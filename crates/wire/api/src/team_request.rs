use serde::{Deserialize, Serialize};

use countersign_primitives::{TeamId, UserId, serde_empty};

/// The body of `POST /teams`: what of a [`crate::Team`] a client decides. Everything else is ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CreateTeamRequest {
    /// For addresses: lower case, unique.
    pub name: String,
    /// For people.
    pub display_name: String,
    /// `O` open, `I` by invitation.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is for.
    pub description: String,
    /// Company.
    pub company_name: String,
    /// Domains of e-mail addresses that may join, separated by commas; empty for all.
    pub allowed_domains: String,
    /// Whether anybody on the server may join.
    pub allow_open_invite: bool,
}

/// The body of `POST /teams/{team}/members`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AddTeamMemberRequest {
    /// Must be the team of the path.
    #[serde(with = "serde_empty")]
    pub team_id: Option<TeamId>,
    /// Who joins.
    #[serde(with = "serde_empty")]
    pub user_id: Option<UserId>,
}
