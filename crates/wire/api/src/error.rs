use serde::{Deserialize, Serialize};

/// The body of every refusal.
///
/// Source: `mattermost/mattermost` `server/public/model/utils.go` (`AppError`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApiError {
    /// Stable name of the error, such as `api.context.session_expired.app_error`. Apps act on some of them.
    pub id: String,
    /// For the user, in the request's language. Nothing confidential: phones show it as notification text.
    pub message: String,
    /// Empty unless the server runs for developers.
    pub detailed_error: String,
    /// The request's `X-Request-Id`; left out when empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub request_id: String,
    /// The HTTP status once more; left out when 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub status_code: u16,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature serde calls")]
fn is_zero(number: &u16) -> bool {
    *number == 0
}
