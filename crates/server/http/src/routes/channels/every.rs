use axum::extract::State;
use countersign_server_domain::{
    channels::{self, EveryChannelQuery},
    ports::store::{ArchivedChannels, EveryChannel},
};
use serde_json::json as object;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    query::{self, QueryText},
    wire,
};

/// `GET /channels`
pub(super) async fn every(State(app): State<App>, caller: SignedIn, query: QueryText) -> Answer {
    let query = query.read();
    let included = query.is_true("include_deleted");
    let archived = if included { ArchivedChannels::Included } else { ArchivedChannels::LeftOut };
    let without_default = query.is_true("exclude_default_channels");
    let asked = EveryChannelQuery {
        every: EveryChannel { kind: None, archived, without_default },
        ..EveryChannelQuery::default()
    };
    let found = channels::list_every_channel(app.domain(), &caller, asked.clone(), query::page(&query)).await?;
    let list = wire::channels_with_teams(&channels::with_teams(app.domain(), found).await?);
    if query.is_true("include_total_count") {
        let total = channels::count_every_channel(app.domain(), &caller, asked).await?;
        return json(&object!({ "channels": list, "total_count": total }));
    }
    json(&list)
}
