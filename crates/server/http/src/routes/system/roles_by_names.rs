use axum::extract::State;
use countersign_server_domain::system;
use countersign_wire_api::Role;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /roles/names`
pub(super) async fn roles_by_names(State(app): State<App>, _: SignedIn, body: JsonBody) -> Answer {
    let names: Vec<String> = body.list("rolenames")?;
    let roles = system::roles_by_names(app.domain(), &names)?;
    json(&roles.iter().map(|role| wire::role(role)).collect::<Vec<Role>>())
}
