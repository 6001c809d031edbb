use axum::{http::StatusCode, response::Response};

use crate::{answer::empty, failure::Failure, identity::SignedIn};

/// `POST /client_perf`: taken, and thrown away.
pub(super) async fn perf(_: SignedIn) -> Result<Response, Failure> {
    Ok(empty(StatusCode::OK))
}
