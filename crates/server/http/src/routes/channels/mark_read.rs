use axum::extract::{Path, State};
use countersign_server_domain::channels;
use countersign_server_rules::error::invalid_body_param;
use countersign_wire_api::ViewChannelResponse;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    failure::Failure,
    identity::SignedIn,
    param,
};

/// `POST /channels/members/{user}/mark_read`
pub(super) async fn mark_read(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let sent = body.texts("channel_ids")?;
    let refuse = |_| Failure::from(invalid_body_param("channel_ids"));
    let channel_ids = sent.iter().map(|id| id.parse()).collect::<Result<Vec<_>, _>>().map_err(refuse)?;
    let last_viewed_at_times = channels::mark_read(app.domain(), &caller, user_id, channel_ids).await?;
    json(&ViewChannelResponse { status: "OK".to_owned(), last_viewed_at_times })
}
