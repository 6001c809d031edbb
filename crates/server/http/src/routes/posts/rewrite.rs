use countersign_primitives::UserId;
use countersign_server_rules::error::{invalid_body_param, known};
use serde::Deserialize;

use crate::{answer::Answer, body::JsonBody, identity::SignedIn};

/// `POST /posts/rewrite`: there are no agents that could write.
pub(super) async fn rewrite(_: SignedIn, body: JsonBody) -> Answer {
    let asked: Asked = body.read("request_body")?;
    asked.agent_id.parse::<UserId>().map_err(|_| invalid_body_param("agent_id"))?;
    Err(known::CONTEXT_NOT_IMPLEMENTED.into())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    agent_id: String,
}
