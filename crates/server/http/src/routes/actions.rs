//! Buttons, menus and dialogs of other programs.

mod dialog;
mod press;

use axum::{Router, routing::post};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/actions/dialogs/lookup", post(dialog::look_up))
        .route("/actions/dialogs/open", post(dialog::open))
        .route("/actions/dialogs/submit", post(dialog::submit))
        .route("/posts/{post_id}/actions/{action_id}", post(press::press))
}
