//! Sessions: how long they live, what they know of the device, which token counts, and when a cookie is not enough.
//!
//! Source: `mattermost/mattermost` `server/public/model/session.go`, `server/channels/app/session.go`, `login.go`,
//! `server/channels/web/handlers.go`; golden `server-api/session-device.jsonl`, `auth-errors.jsonl`.

mod cap;
mod csrf;
mod device;
mod expiry;
mod kind;
mod props;
mod token;
mod user_agent;

pub use cap::{MAX_SESSIONS_PER_USER, sessions_over_cap};
pub use csrf::{CsrfFacts, check_csrf};
pub use device::{DeviceAttachment, PushTarget, attach_device, is_push_target, revoked_by_device, sends_expiry_notice};
pub use expiry::{
    ACTIVITY_STEP, SessionState, attach_expires_at, extended_expires_at, is_expired, is_idle, needs_activity_write,
};
pub use kind::{SessionKind, SessionLengths};
pub use props::{SessionOrigin, session_props};
pub use token::{MAX_TOKEN_CHARS, TokenPlace, TokenSources, check_query_token, find_token};
pub use user_agent::{ClientKind, UserAgent};
