//! Slash commands.

mod autocomplete;
mod execute;
mod list;
mod suggest;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/commands", get(list::list))
        .route("/commands/execute", post(execute::execute))
        .route("/teams/{team_id}/commands/autocomplete", get(autocomplete::autocomplete))
        .route("/teams/{team_id}/commands/autocomplete_suggestions", get(suggest::suggest))
}
