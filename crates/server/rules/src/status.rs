//! Presence: how it comes about and what a user may set.
//!
//! Source: `mattermost/mattermost` `server/channels/app/platform/status.go`; golden `server-api/status.jsonl`.

mod custom;
mod event;
mod kind;
mod record;
mod request;

pub use custom::{CustomStatus, CustomStatusError, MAX_TEXT_CHARS, valid_custom_status};
pub use event::{PresenceEvent, PresenceSettings};
pub use kind::StatusKind;
pub use record::{Presence, PresenceRecord};
pub use request::{DND_STEP_SECS, requested_status};
