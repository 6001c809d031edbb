use axum::extract::State;
use countersign_server_domain::system;

use crate::{answer::Answer, app::App, body::JsonBody, identity::SignedIn, routes::system::config::answer};

/// `PUT /config/patch` and `PUT /config`: what is named changes.
pub(super) async fn patch_config(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let changes = body.read("config")?;
    answer(&*system::patch_settings(app.domain(), &caller, &changes).await?)
}
