use serde_json::json as object;

use crate::{
    answer::{Answer, json},
    identity::SignedIn,
};

/// `GET /agents/status`: there are none.
pub(super) async fn agents_status(_: SignedIn) -> Answer {
    json(&object!({
        "available": false,
        "reason": "app.agents.bridge.not_available.plugin_env_not_initialized",
    }))
}
