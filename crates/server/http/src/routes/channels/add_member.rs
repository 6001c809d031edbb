use axum::extract::{Path, State};
use countersign_primitives::{ChannelId, PostId, UserId};
use countersign_server_domain::channels;
use countersign_server_rules::error::invalid_body_param;
use serde_json::Value;

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// How many can be added by one request.
const MOST_AT_ONCE: usize = 1000;

/// `POST /channels/{channel}/members`
pub(super) async fn add_member(
    State(app): State<App>,
    caller: SignedIn,
    Path(channel_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    let members = body.members();
    let root_id = members.get("post_root_id").and_then(Value::as_str).filter(|id| !id.is_empty());
    let root_id = root_id.map(|id| id.parse().map_err(|_| invalid_body_param("post_root_id"))).transpose()?;
    if let Some(user_ids) = members.get("user_ids").and_then(Value::as_array) {
        return add_several(&app, &caller, (channel_id, root_id), user_ids).await;
    }
    let user_id = members.get("user_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let user_id = user_id.ok_or_else(|| invalid_body_param("user_id"))?;
    let added = channels::add_member_under(app.domain(), &caller, channel_id, user_id, root_id).await?;
    created(&wire::channel_member(&added))
}

/// Those who may not be added are passed over, unless that is everybody.
async fn add_several(
    app: &App,
    caller: &SignedIn,
    (channel_id, root_id): (ChannelId, Option<PostId>),
    user_ids: &[Value],
) -> Answer {
    let parse = |id: &Value| id.as_str()?.parse().ok();
    let user_ids: Option<Vec<UserId>> = user_ids.iter().map(parse).collect();
    let user_ids = user_ids.filter(|ids| !ids.is_empty() && ids.len() <= MOST_AT_ONCE);
    let user_ids = user_ids.ok_or_else(|| invalid_body_param("user_ids"))?;
    let (mut added, mut refusal) = (Vec::new(), None);
    for user_id in user_ids {
        match channels::add_member_under(app.domain(), caller, channel_id, user_id, root_id).await {
            Ok(member) => added.push(wire::channel_member(&member)),
            Err(error) => refusal = Some(error),
        }
    }
    match refusal {
        Some(error) if added.is_empty() => Err(error.into()),
        _ => created(&added),
    }
}
