//! Signing in and out, and what is signed in.

mod device;
mod list;
mod login;
mod login_type;
mod logout;
mod revoke;
mod revoke_all;
mod revoke_everybody;
mod sso_code_exchange;

use axum::{
    Router,
    routing::{get, post, put},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/users/login", post(login::login))
        .route("/users/login/sso/code-exchange", post(sso_code_exchange::sso_code_exchange))
        .route("/users/login/type", post(login_type::login_type))
        .route("/users/logout", post(logout::logout))
        .route("/users/sessions/device", put(device::device))
        .route("/users/sessions/revoke/all", post(revoke_everybody::revoke_everybody))
        .route("/users/{user_id}/sessions", get(list::list))
        .route("/users/{user_id}/sessions/revoke", post(revoke::revoke))
        .route("/users/{user_id}/sessions/revoke/all", post(revoke_all::revoke_all))
}
