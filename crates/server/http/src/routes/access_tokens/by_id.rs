use axum::extract::{Path, State};
use countersign_server_domain::access_tokens;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /users/tokens/{token}`
pub(super) async fn by_id(State(app): State<App>, caller: SignedIn, Path(token_id): Path<String>) -> Answer {
    let token_id = param::id(&token_id, "token_id")?;
    json(&wire::access_token(&access_tokens::get_token(app.domain(), &caller, token_id).await?))
}
