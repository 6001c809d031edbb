use serde_json::json;

use countersign_wire_vendor::fcm::{
    ErrorCode, ErrorDetail, ErrorEnvelope, ErrorStatus, FieldViolation, QuotaViolation,
};

const FCM_ERROR: &str = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
const APNS_ERROR: &str = "type.googleapis.com/google.firebase.fcm.v1.ApnsError";
const BAD_REQUEST: &str = "type.googleapis.com/google.rpc.BadRequest";
const QUOTA_FAILURE: &str = "type.googleapis.com/google.rpc.QuotaFailure";
const ERROR_INFO: &str = "type.googleapis.com/google.rpc.ErrorInfo";

/// Google's no.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    pub(super) error: ErrorStatus,
    /// In how many seconds to come back; 429 only.
    pub(super) retry_after_secs: Option<u64>,
}

impl Refusal {
    /// A status with its canonical code.
    pub(super) fn new(code: u16, message: impl Into<String>) -> Self {
        let status = canonical(code).to_owned();
        Self {
            error: ErrorStatus { code, message: message.into(), status, details: Vec::new() },
            retry_after_secs: None,
        }
    }

    /// FCM's verdict on a message.
    pub(super) fn fcm(code: u16, verdict: ErrorCode, message: &str) -> Self {
        let detail = ErrorDetail { kind: FCM_ERROR.to_owned(), error_code: Some(verdict), ..ErrorDetail::default() };
        Self::new(code, message).with(detail)
    }

    /// A request that is wrong in a field.
    pub(super) fn bad_request(field: impl Into<String>, description: impl Into<String>) -> Self {
        let description = description.into();
        let violation = FieldViolation { field: field.into(), description: description.clone() };
        Self::new(400, description).with_violation(violation)
    }

    /// A message that is wrong in a field: both FCM's verdict and the field.
    pub(super) fn bad_message(field: impl Into<String>, description: impl Into<String>) -> Self {
        let description = description.into();
        let violation = FieldViolation { field: field.into(), description: description.clone() };
        Self::fcm(400, ErrorCode::InvalidArgument, &description).with_violation(violation)
    }

    /// A quota is used up.
    pub(super) fn quota(subject: String, description: &str, retry_after_secs: u64) -> Self {
        let mut refusal = Self::fcm(429, ErrorCode::QuotaExceeded, description).with_quota(subject, description);
        refusal.retry_after_secs = Some(retry_after_secs);
        refusal
    }

    pub(super) fn with(mut self, detail: ErrorDetail) -> Self {
        self.error.details.push(detail);
        self
    }

    pub(super) fn with_violation(self, violation: FieldViolation) -> Self {
        let violations = vec![violation];
        self.with(ErrorDetail { kind: BAD_REQUEST.to_owned(), field_violations: violations, ..ErrorDetail::default() })
    }

    pub(super) fn with_quota(self, subject: String, description: &str) -> Self {
        let violations = vec![QuotaViolation { subject, description: description.to_owned() }];
        self.with(ErrorDetail { kind: QUOTA_FAILURE.to_owned(), violations, ..ErrorDetail::default() })
    }

    pub(super) fn with_info(self, reason: &str, service: &str) -> Self {
        let other = json!({"reason": reason, "domain": "googleapis.com", "metadata": {"service": service}});
        self.with(ErrorDetail {
            kind: ERROR_INFO.to_owned(),
            other: other.as_object().cloned().unwrap_or_default(),
            ..ErrorDetail::default()
        })
    }

    pub(super) fn with_apns(self, status: u16, reason: &str) -> Self {
        let other = json!({"statusCode": status, "reason": reason});
        self.with(ErrorDetail {
            kind: APNS_ERROR.to_owned(),
            other: other.as_object().cloned().unwrap_or_default(),
            ..ErrorDetail::default()
        })
    }

    /// The answer's body.
    pub(super) fn body(&self) -> String {
        let envelope = ErrorEnvelope { error: self.error.clone() };
        serde_json::to_string_pretty(&envelope).unwrap_or_default()
    }

    /// Its name for the counters: FCM's verdict, or Google's canonical code.
    pub(super) fn label(&self) -> String {
        self.error.fcm_code().map_or_else(|| self.error.status.clone(), String::from)
    }
}

/// Google's code for an HTTP status.
fn canonical(status: u16) -> &'static str {
    match status {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        500 => "INTERNAL",
        503 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        _ => "UNKNOWN",
    }
}
