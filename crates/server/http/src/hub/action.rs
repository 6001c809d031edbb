use countersign_primitives::{ChannelId, UserId};
use countersign_server_domain::{
    VERSION,
    caller::Caller,
    channels,
    domain::Domain,
    error::Error,
    statuses::{self, UserStatus},
};
use countersign_server_rules::error::RuleError;
use countersign_wire_api::websocket::{Reply, Request};
use serde_json::{Map, Value, json};

use crate::{failure::Failure, hub::reply, wire};

/// The action by which an app says who it is.
pub(super) const AUTHENTICATE: &str = "authentication_challenge";

const NO_ACTION: RuleError = RuleError::new(400, "api.web_socket_router.no_action.app_error", "No websocket action.");
const BAD_SEQ: RuleError =
    RuleError::new(400, "api.web_socket_router.bad_seq.app_error", "Invalid sequence for WebSocket message.");
const BAD_ACTION: RuleError =
    RuleError::new(500, "api.web_socket_router.bad_action.app_error", "Unknown WebSocket action.");

/// Does what an app asks over its socket. `None` for what has no answer.
pub(super) async fn act(domain: &Domain, caller: &Caller, request: &Request) -> Option<Reply> {
    let refusal = if request.action.is_empty() {
        Some(NO_ACTION)
    } else if request.seq <= 0 {
        Some(BAD_SEQ)
    } else {
        None
    };
    if let Some(refusal) = refusal {
        return Some(reply::fail(request.seq, &refusal));
    }
    if request.action == AUTHENTICATE {
        return None;
    }
    Some(match answer(domain, caller, request).await {
        Ok(data) => reply::ok(request.seq, data),
        Err(refusal) => reply::fail(request.seq, &refusal),
    })
}

async fn answer(domain: &Domain, caller: &Caller, request: &Request) -> Result<Option<Map<String, Value>>, RuleError> {
    let data = &request.data;
    match request.action.as_str() {
        "ping" => Ok(pong(domain)),
        "user_typing" => typing(domain, caller, data).await.map(|()| None),
        "get_statuses" => Ok(Some(by_user(&statuses::known_statuses(domain)))),
        "get_statuses_by_ids" => statuses_by_ids(domain, data).await.map(Some),
        "user_update_active_status" => {
            let flag = |name: &str| data.get(name).and_then(Value::as_bool).ok_or_else(|| invalid(name));
            let (active, manual) = (flag("user_is_active")?, flag("manual").unwrap_or_default());
            statuses::user_active(domain, caller.user_id(), active, manual).await;
            Ok(None)
        }
        // What the app says it looks at, and what it did with a push on the desktop: nothing here depends on it.
        "presence" | "posted_notify_ack" => Ok(None),
        _ => Err(BAD_ACTION),
    }
}

fn pong(domain: &Domain) -> Option<Map<String, Value>> {
    let data = json!({ "text": "pong", "version": VERSION, "server_time": domain.now(), "node_id": "" });
    data.as_object().cloned()
}

async fn typing(domain: &Domain, caller: &Caller, data: &Map<String, Value>) -> Result<(), RuleError> {
    let text = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default();
    let channel_id: ChannelId = text("channel_id").parse().map_err(|_| invalid("channel_id"))?;
    let typed = channels::type_in_channel(domain, caller, channel_id, text("parent_id").parse().ok()).await;
    typed.map_err(|error| match error {
        Error::Refused(_) => invalid("channel_id"),
        Error::Store(error) => Failure::from(error).refusal().clone(),
    })
}

async fn statuses_by_ids(domain: &Domain, data: &Map<String, Value>) -> Result<Map<String, Value>, RuleError> {
    let ids = data.get("user_ids").and_then(Value::as_array).ok_or_else(|| invalid("user_ids"))?;
    let ids: Vec<UserId> = ids.iter().filter_map(|id| id.as_str()?.parse().ok()).collect();
    let found = statuses::statuses_by_ids(domain, &ids).await.map_err(|error| match error {
        Error::Refused(_) => invalid("user_ids"),
        Error::Store(error) => Failure::from(error).refusal().clone(),
    })?;
    Ok(by_user(&found))
}

fn by_user(found: &[UserStatus]) -> Map<String, Value> {
    let name = |status: &UserStatus| wire::presence(status.record.presence.status).into();
    found.iter().map(|status| (status.user_id.to_string(), name(status))).collect()
}

fn invalid(name: &str) -> RuleError {
    let message = format!("Invalid {name} parameter.");
    RuleError::with_message(400, "api.websocket_handler.invalid_param.app_error", message)
}
