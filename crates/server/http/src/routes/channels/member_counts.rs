use axum::extract::State;
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
};

/// `POST /channels/stats/member_count`
pub(super) async fn member_counts(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let ids = body.ids("channel_ids")?;
    json(&channels::member_counts(app.domain(), &caller, &ids).await?)
}
