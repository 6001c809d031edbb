use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::open_enum::open_enum;

open_enum! {
    /// FCM's verdict on a message: the `errorCode` of the detail whose type ends in `FcmError`.
    ErrorCode {
        /// Nothing is known.
        UnspecifiedError = "UNSPECIFIED_ERROR",
        /// 400: a bad field, too big, or not a registration token: the message tells which.
        InvalidArgument = "INVALID_ARGUMENT",
        /// 404: the app is gone, or the token was idle for 270 days.
        Unregistered = "UNREGISTERED",
        /// 403: the token belongs to another Firebase project.
        SenderIdMismatch = "SENDER_ID_MISMATCH",
        /// 429: per project, device or topic.
        QuotaExceeded = "QUOTA_EXCEEDED",
        /// 503: overloaded.
        Unavailable = "UNAVAILABLE",
        /// 500.
        Internal = "INTERNAL",
        /// 401: FCM could not sign in to APNs or Web Push. Not about our access token.
        ThirdPartyAuthError = "THIRD_PARTY_AUTH_ERROR" ["APNS_AUTH_ERROR"],
    }
}

/// The body of a refusal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorEnvelope {
    /// The error.
    pub error: ErrorStatus,
}

/// Google's error status.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ErrorStatus {
    /// The HTTP status once more.
    pub code: u16,
    /// For people.
    pub message: String,
    /// Google's canonical code, such as `NOT_FOUND`.
    pub status: String,
    /// Machine-readable details, by type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<ErrorDetail>,
}

impl ErrorStatus {
    /// FCM's own verdict, when a detail holds one.
    pub fn fcm_code(&self) -> Option<ErrorCode> {
        self.details
            .iter()
            .find(|detail| detail.kind.ends_with("FcmError"))
            .and_then(|detail| detail.error_code.clone())
    }

    /// Whether a detail says that the request itself is malformed.
    pub fn is_bad_request(&self) -> bool {
        self.details.iter().any(|detail| detail.kind.ends_with("BadRequest"))
    }

    /// Which quotas were exceeded.
    pub fn quota_violations(&self) -> impl Iterator<Item = &QuotaViolation> {
        self.details.iter().filter(|detail| detail.kind.ends_with("QuotaFailure")).flat_map(|detail| &detail.violations)
    }
}

/// One detail; which members are set depends on the type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorDetail {
    /// The type's URL; its end tells it apart.
    #[serde(rename = "@type")]
    pub kind: String,
    /// Of `google.firebase.fcm.v1.FcmError`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<ErrorCode>,
    /// Of `google.rpc.BadRequest`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub field_violations: Vec<FieldViolation>,
    /// Of `google.rpc.QuotaFailure`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<QuotaViolation>,
    /// Members of types this crate has no name for.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Which field of the request is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldViolation {
    /// Its path.
    pub field: String,
    /// Why.
    pub description: String,
}

/// Which quota was exceeded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuotaViolation {
    /// Whose quota: a project or a device.
    pub subject: String,
    /// Which.
    pub description: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_is_read_from_the_details() {
        let body = r#"{"error":{"code":404,"message":"Requested entity was not found.","status":"NOT_FOUND","details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"UNREGISTERED"}]}}"#;
        let envelope: ErrorEnvelope = serde_json::from_str(body).unwrap();
        assert_eq!(envelope.error.fcm_code(), Some(ErrorCode::Unregistered));
        assert_eq!(serde_json::to_string(&envelope).unwrap(), body);
    }

    #[test]
    fn a_bare_error_has_no_verdict() {
        let envelope: ErrorEnvelope = serde_json::from_str(r#"{"error":{"code":404,"status":"NOT_FOUND"}}"#).unwrap();
        assert_eq!(envelope.error.fcm_code(), None);
    }
}
