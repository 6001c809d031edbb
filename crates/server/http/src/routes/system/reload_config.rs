use axum::extract::State;
use countersign_server_domain::system;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
};

/// `POST /config/reload`: reads the settings again from where they are kept.
pub(super) async fn reload_config(State(app): State<App>, caller: SignedIn) -> Answer {
    system::reload_settings(app.domain(), &caller).await?;
    ok()
}
