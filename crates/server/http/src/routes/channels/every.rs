use axum::extract::State;
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    query::{self, QueryText},
    wire,
};

/// `GET /channels`
pub(super) async fn every(State(app): State<App>, caller: SignedIn, query: QueryText) -> Answer {
    let page = query::page(&query.read());
    let found = channels::list_every_channel(app.domain(), &caller, "", page).await?;
    json(&wire::channels_with_teams(&channels::with_teams(app.domain(), found).await?))
}
