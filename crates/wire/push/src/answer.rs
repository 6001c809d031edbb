use serde::{Deserialize, Serialize};

/// What a gateway says became of a push or receipt. Unknown statuses keep their text; the server takes them as success.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum PushStatus {
    /// Accepted.
    Ok,
    /// Not accepted, for the reason in [`PushAnswer::error`].
    Fail,
    /// The device token is dead: forget it.
    Remove,
    /// Anything else, as it came.
    Other(String),
}

impl PushStatus {
    /// The wire's spelling.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ok => "OK",
            Self::Fail => "FAIL",
            Self::Remove => "REMOVE",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for PushStatus {
    fn from(text: String) -> Self {
        match text.as_str() {
            "OK" => Self::Ok,
            "FAIL" => Self::Fail,
            "REMOVE" => Self::Remove,
            _ => Self::Other(text),
        }
    }
}

impl From<PushStatus> for String {
    fn from(status: PushStatus) -> Self {
        match status {
            PushStatus::Other(text) => text,
            known => known.as_str().to_owned(),
        }
    }
}

/// The gateway's answer to `send_push` and `ack`. Always sent with HTTP status 200 by the incumbent.
///
/// JSON: `{"status":"OK"}`, `{"status":"REMOVE"}`, `{"error":"…","status":"FAIL"}`, keys in this order.
///
/// Source: `mattermost/mattermost-push-proxy` `server/push_response.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushAnswer {
    /// Why, in words for an operator; missing unless the status is `FAIL` (or beside `REMOVE` from this gateway).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The outcome.
    pub status: PushStatus,
}

impl PushAnswer {
    /// Accepted.
    pub fn ok() -> Self {
        Self { error: None, status: PushStatus::Ok }
    }

    /// The token is dead.
    pub fn remove() -> Self {
        Self { error: None, status: PushStatus::Remove }
    }

    /// Not accepted.
    pub fn fail(error: impl Into<String>) -> Self {
        Self { error: Some(error.into()), status: PushStatus::Fail }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_written_as_the_incumbent_writes_them() {
        let json = |answer| serde_json::to_string(&answer).unwrap();
        assert_eq!(json(PushAnswer::ok()), r#"{"status":"OK"}"#);
        assert_eq!(json(PushAnswer::remove()), r#"{"status":"REMOVE"}"#);
        assert_eq!(json(PushAnswer::fail("x")), r#"{"error":"x","status":"FAIL"}"#);
    }

    #[test]
    fn unknown_statuses_survive() {
        let json = r#"{"status":"LATER"}"#;
        let answer: PushAnswer = serde_json::from_str(json).unwrap();
        assert_eq!(answer.status, PushStatus::Other("LATER".to_owned()));
        assert_eq!(serde_json::to_string(&answer).unwrap(), json);
    }
}
