use countersign_server_rules::error::RuleError;
use countersign_wire_api::{ApiError, websocket::Reply};
use serde_json::{Map, Value};

/// The answer to a request that did what it should.
pub(super) fn ok(seq: i64, data: Option<Map<String, Value>>) -> Reply {
    Reply { status: "OK".to_owned(), seq_reply: seq, data, error: None }
}

/// The answer to one that did not.
pub(super) fn fail(seq: i64, refusal: &RuleError) -> Reply {
    let error = ApiError {
        id: refusal.id().to_owned(),
        message: refusal.message().to_owned(),
        detailed_error: String::new(),
        request_id: String::new(),
        status_code: refusal.status(),
    };
    Reply { status: "FAIL".to_owned(), seq_reply: seq, data: None, error: Some(error) }
}

/// As text.
pub(super) fn text(reply: &Reply) -> String {
    serde_json::to_string(reply).unwrap_or_default()
}
