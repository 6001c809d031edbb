use axum::{http::StatusCode, response::Response};

use crate::answer::empty;

/// `POST /users/login/type`: asks whether a guest may sign in by a link. None may here.
pub(super) async fn login_type() -> Response {
    empty(StatusCode::NOT_FOUND)
}
