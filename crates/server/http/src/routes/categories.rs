//! Sidebar categories.

mod all;
mod create;
mod delete;
mod one;
mod order;
mod set_order;
mod update;
mod update_all;

use axum::{Router, routing::get};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    const CATEGORIES: &str = "/users/{user_id}/teams/{team_id}/channels/categories";
    let below = |rest: &str| format!("{CATEGORIES}/{rest}");
    Router::new()
        .route(CATEGORIES, get(all::all).post(create::create).put(update_all::update_all))
        .route(&below("order"), get(order::order).put(set_order::set_order))
        .route(&below("{category_id}"), get(one::one).put(update::update).delete(delete::delete))
}
