//! What goes over the line.

use countersign_server_domain::ports::bus::NodeMessage;
use serde::{Deserialize, Serialize};

/// One message of one node.
///
/// JSON: `{"node":"…","number":7,"say":…}`. `say` is missing in a sign of life, `"Farewell"` at the end, and else
/// `{"Tell":…}` with what the domain's [`NodeMessage`] is.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Envelope {
    /// Names the node; every start has another name.
    pub(crate) node: String,
    /// Number of this message, from 1. A sign of life carries the number of the last message.
    pub(crate) number: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) say: Option<Say>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Say {
    /// What happened.
    Tell(Box<NodeMessage>),
    /// The node stops; nothing of it is missing.
    Farewell,
}

/// What every version of an envelope has.
#[derive(Debug, Deserialize)]
pub(crate) struct Outside {
    pub(crate) node: String,
    pub(crate) number: u64,
}
