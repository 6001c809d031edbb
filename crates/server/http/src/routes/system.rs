//! The server as a whole.

mod agents;
mod agents_status;
mod client_config;
mod client_license;
mod config;
mod load_metric;
mod notifications_ack;
mod patch_config;
mod ping;
mod plugins;
mod reload_config;
mod role;
mod roles;
mod roles_by_names;
mod test_email;
mod test_notification;
mod timezones;

use axum::{
    Router,
    routing::{get, post, put},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/email/test", post(test_email::test_email))
        .route("/agents", get(agents::agents))
        .route("/agents/status", get(agents_status::agents_status))
        .route("/config", get(config::config).put(patch_config::patch_config))
        .route("/config/client", get(client_config::client_config))
        .route("/config/reload", post(reload_config::reload_config))
        .route("/config/patch", put(patch_config::patch_config))
        .route("/license/client", get(client_license::client_license))
        .route("/license/load_metric", get(load_metric::load_metric))
        .route("/notifications/ack", post(notifications_ack::notifications_ack))
        .route("/notifications/test", post(test_notification::test_notification))
        .route("/plugins/webapp", get(plugins::plugins))
        .route("/roles", get(roles::roles))
        .route("/roles/name/{name}", get(role::role))
        .route("/roles/names", post(roles_by_names::roles_by_names))
        .route("/system/ping", get(ping::ping))
        .route("/system/timezones", get(timezones::timezones))
}
