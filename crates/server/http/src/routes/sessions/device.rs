use axum::extract::State;
use countersign_server_domain::sessions::{self, AttachDevice};
use serde_json::{Map, Value};

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
    cookies,
    identity::SignedIn,
    site,
    trail::Trail,
};

/// `PUT /users/sessions/device`: what is no text says nothing.
pub(super) async fn device(State(app): State<App>, caller: SignedIn, trail: Trail, body: JsonBody) -> Answer {
    let members = body.members();
    let said = AttachDevice {
        device_id: text(&members, "device_id").filter(|device| !device.is_empty()),
        device_notification_disabled: text(&members, "device_notification_disabled"),
        mobile_version: text(&members, "mobile_version"),
    };
    let lifetime = sessions::attach_device(app.domain(), &caller, &said).await?;
    if said.device_id.is_some() {
        trail.note(&app, &caller, "").await;
    }
    let mut response = ok()?;
    if let Some(lifetime) = lifetime {
        let (domain, headers) = (app.domain(), response.headers_mut());
        cookies::renew(headers, caller.token(), lifetime, site::is_secure(domain), domain.now());
    }
    Ok(response)
}

fn text(members: &Map<String, Value>, name: &str) -> Option<String> {
    members.get(name).and_then(Value::as_str).map(str::to_owned)
}
