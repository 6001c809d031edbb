use axum::extract::State;
use countersign_server_domain::system;
use countersign_wire_api::Role;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    wire,
};

/// `GET /roles`
pub(super) async fn roles(State(app): State<App>, caller: SignedIn) -> Answer {
    let roles = system::list_roles(app.domain(), &caller)?;
    json(&roles.iter().map(|role| wire::role(role)).collect::<Vec<Role>>())
}
