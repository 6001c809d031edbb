use axum::extract::State;
use countersign_server_domain::system;
use countersign_wire_api::ClientConfig;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
};

/// `GET /config/client`
pub(super) async fn client_config(State(app): State<App>, caller: Option<SignedIn>) -> Answer {
    json(&ClientConfig(system::client_config(app.domain(), caller.as_deref()).await?))
}
