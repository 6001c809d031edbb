//! What each party saw of each push, in order: the panel beside the simulated phones.

mod gateway;
mod log;
mod phones;
mod server;
mod vendors;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use countersign_primitives::TimestampMs;

pub use log::{TraceLog, TraceStep};

/// One thing that one party did or saw. `GET /trace` lists them; `GET /trace/events` streams them (server-sent events).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TraceEvent {
    /// Place in the stream, from 1.
    #[ts(type = "number")]
    pub number: u64,
    /// When.
    #[ts(type = "number")]
    pub at_ms: TimestampMs,
    /// Which push: its `ack_id`. `None` for steps that belong to no single push, such as a wipe.
    pub ack_id: Option<String>,
    /// Who.
    pub party: TraceParty,
    /// The phone it is about, by its name in `countersign up`.
    pub phone: Option<String>,
    /// Stable name of the step: `decided`, `sent`, `accepted`, `delivered`, `received`, `verified`, `rejected`,
    /// `fetched`, `shown`, `acked`, `cleared`, `erased`, ….
    pub step: String,
    /// One line for people.
    pub summary: String,
    /// What this party could see, as JSON.
    #[ts(type = "unknown")]
    pub detail: Value,
}

/// Who did or saw something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TraceParty {
    /// The messaging server.
    Server,
    /// The push gateway.
    Gateway,
    /// Simulated Apple.
    Apple,
    /// Simulated Google.
    Google,
    /// A simulated phone.
    Phone,
}
