//! Firebase Cloud Messaging, HTTP v1.
//!
//! Source: Firebase documentation, REST reference `projects.messages`, "FCM error codes".

mod error;
mod message;

pub use error::{ErrorCode, ErrorDetail, ErrorEnvelope, ErrorStatus, FieldViolation, QuotaViolation};
pub use message::{
    AndroidConfig, AndroidPriority, HOST, MAX_PAYLOAD_BYTES, Message, SCOPE, SendRequest, SendResponse,
    is_registration_token, send_path,
};
