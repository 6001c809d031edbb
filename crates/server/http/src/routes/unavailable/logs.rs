use serde_json::{Value, json as object};

use crate::{
    answer::{Answer, json},
    body::JsonBody,
    identity::SignedIn,
};

/// `POST /logs`: what a client noticed. It is answered and not kept: its text may hold anything.
pub(super) async fn logs(_: SignedIn, body: JsonBody) -> Answer {
    let members = body.members();
    let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let message = format!("Client Logs API Endpoint Message: {}", text("message"));
    json(&object!({ "level": text("level"), "message": message }))
}
