//! Apple Push Notification service.
//!
//! Source: Apple developer documentation, "Sending notification requests to APNs", "Handling notification responses
//! from APNs", "Generating a remote notification", "Establishing a token-based connection to APNs".

mod payload;
mod reason;
mod request;

pub use payload::{Alert, Aps, Payload};
pub use reason::{ErrorBody, Reason};
pub use request::{
    DEVELOPMENT_HOST, Environment, MAX_COLLAPSE_ID_BYTES, MAX_PAYLOAD_BYTES, MAX_VOIP_PAYLOAD_BYTES, PRODUCTION_HOST,
    Priority, ProviderClaims, PushKind, device_path, header, is_device_token,
};
