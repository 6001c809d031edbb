use axum::extract::State;
use countersign_server_domain::access_tokens;

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    routes::access_tokens::switch::asked,
};

/// `POST /users/tokens/revoke`
pub(super) async fn revoke(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    access_tokens::revoke_token(app.domain(), &caller, asked(&body)?).await?;
    ok()
}
