use axum::extract::{Path, State};
use countersign_server_domain::accounts;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    wire,
};

/// `GET /users/email/{email}`
pub(super) async fn by_email(State(app): State<App>, caller: SignedIn, Path(email): Path<String>) -> Answer {
    json(&wire::seen_user(&accounts::get_user_by_email(app.domain(), &caller, &email).await?))
}
