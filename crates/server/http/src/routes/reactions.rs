//! Reactions and acknowledgements.

mod acknowledge;
mod list;
mod list_many;
mod remove;
mod save;
mod take_back;

use axum::{
    Router,
    routing::{delete, get, post},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/posts/ids/reactions", post(list_many::list))
        .route("/posts/{post_id}/reactions", get(list::list))
        .route("/reactions", post(save::save))
        .route("/users/{user_id}/posts/{post_id}/ack", post(acknowledge::acknowledge).delete(take_back::take_back))
        .route("/users/{user_id}/posts/{post_id}/reactions/{emoji_name}", delete(remove::remove))
}
