use axum::extract::{Path, State};
use countersign_server_domain::channels;
use serde_json::Value;

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
};

/// `PUT /channels/{channel}/members/{user}/notify_props`
pub(super) async fn notify_props(
    State(app): State<App>,
    caller: SignedIn,
    Path((channel_id, user_id)): Path<(String, String)>,
    body: JsonBody,
) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    let user_id = param::user(&caller, &user_id)?;
    let text = |(name, value): (String, Value)| value.as_str().map(|value| (name, value.to_owned()));
    let change = body.members().into_iter().filter_map(text).collect();
    channels::set_notify_props(app.domain(), &caller, channel_id, user_id, &change).await?;
    ok()
}
