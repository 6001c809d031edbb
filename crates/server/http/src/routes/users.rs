//! Accounts.

mod active;
mod audits;
mod autocomplete;
mod by_email;
mod by_id;
mod by_ids;
mod by_name;
mod by_names;
mod create;
mod deactivate;
mod group_channels;
mod known;
mod list;
mod password;
mod password_reset;
mod patch;
mod reset_attempts;
mod roles;
mod search;
mod second_factor;
mod stats;
mod update;

use axum::{
    Router,
    routing::{get, post, put},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/users", get(list::list).post(create::create))
        .route("/audits", get(audits::every))
        .route("/users/autocomplete", get(autocomplete::autocomplete))
        .route("/users/email/{email}", get(by_email::by_email))
        .route("/users/ids", post(by_ids::by_ids))
        .route("/users/known", get(known::known))
        .route("/users/password/reset", post(password_reset::reset))
        .route("/users/password/reset/send", post(password_reset::send))
        .route("/users/search", post(search::search))
        .route("/users/stats", get(stats::stats))
        .route("/users/stats/filtered", get(stats::filtered))
        .route("/users/username/{username}", get(by_name::by_name))
        .route("/users/usernames", post(by_names::by_names))
        .route("/users/group_channels", post(group_channels::group_channels))
        .route("/users/{user_id}", get(by_id::by_id).put(update::update).delete(deactivate::deactivate))
        .route("/users/{user_id}/audits", get(audits::of_user))
        .route("/users/{user_id}/roles", put(roles::roles))
        .route("/users/{user_id}/active", put(active::active))
        .route("/users/{user_id}/mfa", put(second_factor::set))
        .route("/users/{user_id}/mfa/generate", post(second_factor::generate))
        .route("/users/{user_id}/password", put(password::password))
        .route("/users/{user_id}/reset_failed_attempts", post(reset_attempts::reset_attempts))
        .route("/users/{user_id}/patch", put(patch::patch))
}
