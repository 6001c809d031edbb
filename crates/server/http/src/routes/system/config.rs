use axum::{
    extract::State,
    http::{HeaderValue, header},
};
use countersign_server_domain::{settings::Settings, system};

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
};

/// `GET /config`
pub(super) async fn config(State(app): State<App>, caller: SignedIn) -> Answer {
    answer(&*system::get_settings(app.domain(), &caller)?)
}

/// Settings are in nobody's cache.
pub(super) fn answer(settings: &Settings) -> Answer {
    let mut response = json(settings)?;
    let never = HeaderValue::from_static("no-cache, no-store, must-revalidate");
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    Ok(response)
}
