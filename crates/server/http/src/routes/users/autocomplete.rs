use axum::extract::State;
use countersign_server_domain::accounts::{self, AutocompleteQuery};
use countersign_wire_api::UserAutocomplete;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    wire,
};

/// `GET /users/autocomplete`
pub(super) async fn autocomplete(State(app): State<App>, caller: SignedIn, query: QueryText) -> Answer {
    let query = query.read();
    let asked = AutocompleteQuery {
        name: query.get("name").unwrap_or_default().to_owned(),
        team_id: param::optional(query.get("in_team"), "team_id")?,
        channel_id: param::optional(query.get("in_channel"), "channel_id")?,
        limit: query::limit(&query, 100, 1000),
    };
    let found = accounts::autocomplete_users(app.domain(), &caller, asked).await?;
    json(&UserAutocomplete {
        users: wire::users(&found.users),
        out_of_channel: found.out_of_channel.as_deref().filter(|found| !found.is_empty()).map(wire::users),
    })
}
