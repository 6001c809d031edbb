use serde::{Deserialize, Serialize};

use countersign_primitives::{TeamId, serde_empty};

/// The body of `POST /channels`: what of a [`crate::Channel`] a client decides. Everything else is ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CreateChannelRequest {
    /// The team.
    #[serde(with = "serde_empty")]
    pub team_id: Option<TeamId>,
    /// For addresses: lower case, unique in the team.
    pub name: String,
    /// For people.
    pub display_name: String,
    /// `O` public, `P` private.
    #[serde(rename = "type")]
    pub kind: String,
    /// Shown on top.
    pub header: String,
    /// What it is for.
    pub purpose: String,
}
