use axum::extract::{Path, State};
use countersign_primitives::ChannelId;
use countersign_server_domain::channels::{self, ViewChannel};
use countersign_server_rules::error::invalid_body_param;
use countersign_wire_api::ViewChannelResponse;
use serde::Deserialize;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    failure::Failure,
    identity::SignedIn,
    param,
};

/// `POST /channels/members/{user}/view`
pub(super) async fn view(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let asked: Asked = body.read("channel_view")?;
    let view = ViewChannel {
        channel_id: channel(&asked.channel_id, "channel_view.channel_id")?,
        prev_channel_id: channel(&asked.prev_channel_id, "channel_view.prev_channel_id")?,
        collapsed_threads_supported: asked.collapsed_threads_supported,
    };
    let last_viewed_at_times = channels::view_channel(app.domain(), &caller, user_id, view).await?;
    json(&ViewChannelResponse { status: "OK".to_owned(), last_viewed_at_times })
}

/// The body, with ids unread: which of them is bad is said by its name.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    channel_id: String,
    prev_channel_id: String,
    collapsed_threads_supported: bool,
}

fn channel(text: &str, name: &str) -> Result<Option<ChannelId>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| invalid_body_param(name).into())
}
