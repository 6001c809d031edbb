use axum::{
    http::HeaderValue,
    response::{IntoResponse, Response},
};
use countersign_server_rules::error::known;

use crate::failure::Failure;

/// `POST /users/login/sso/code-exchange`: gone.
pub(super) async fn sso_code_exchange() -> Response {
    let mut response = Failure::from(known::USER_LOGIN_SSO_CODE_EXCHANGE_DEPRECATED).into_response();
    response.headers_mut().insert("deprecation", HeaderValue::from_static("true"));
    response
}
