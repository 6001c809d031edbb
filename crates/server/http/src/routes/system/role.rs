use axum::extract::{Path, State};
use countersign_server_domain::system;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    wire,
};

/// `GET /roles/name/{name}`
pub(super) async fn role(State(app): State<App>, _: SignedIn, Path(name): Path<String>) -> Answer {
    json(&wire::role(&*system::role_by_name(app.domain(), &name)?))
}
