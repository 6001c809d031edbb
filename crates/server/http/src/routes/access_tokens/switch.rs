use axum::extract::State;
use countersign_primitives::TokenId;
use countersign_server_domain::access_tokens;
use countersign_server_rules::error::invalid_param;
use countersign_wire_api::AccessTokenRequest;

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
    failure::Failure,
    identity::SignedIn,
};

/// `POST /users/tokens/enable`
pub(super) async fn enable(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    access_tokens::switch_token(app.domain(), &caller, asked(&body)?, true).await?;
    ok()
}

/// `POST /users/tokens/disable`
pub(super) async fn disable(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    access_tokens::switch_token(app.domain(), &caller, asked(&body)?, false).await?;
    ok()
}

/// Which token a body names.
pub(super) fn asked(body: &JsonBody) -> Result<TokenId, Failure> {
    let asked: AccessTokenRequest = body.read("token_id")?;
    asked.token_id.parse().map_err(|_| invalid_param("token_id").into())
}
