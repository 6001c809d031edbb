use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
};
use countersign_server_domain::sessions::{self, Credential, SignIn, SignedIn};
use countersign_wire_api::LoginRequest;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    cookies::SessionCookies,
    site,
    trail::Trail,
    wire,
};

/// `POST /users/login`. Scripts in browsers get cookies, everybody gets the header `Token`.
pub(super) async fn login(State(app): State<App>, trail: Trail, headers: HeaderMap, body: JsonBody) -> Answer {
    let asked: LoginRequest = body.read("props").unwrap_or_default();
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let attempt = SignIn {
        who: match asked.id.parse() {
            Ok(id) => Credential::Id(id),
            Err(_) => Credential::Login(asked.login_id),
        },
        password: asked.password,
        code: asked.token.expose().clone(),
        device_id: asked.device_id,
        user_agent: text(header::USER_AGENT).to_owned(),
    };
    let who = attempt.who.clone();
    let signed_in = match sessions::sign_in(app.domain(), attempt).await {
        Ok(signed_in) => signed_in,
        Err(error) => {
            // A name that nobody has may be a password that was typed into the wrong field.
            let name = sessions::claimed_name(app.domain(), &who).await?.unwrap_or_default();
            trail.note_stranger(&app, format!("failure - login_id={name}")).await;
            return Err(error.into());
        }
    };
    trail.note_sign_in(&app, signed_in.user_id(), signed_in.session_id).await;
    let mut response = json(&wire::seen_user(&signed_in.user))?;
    let answered = response.headers_mut();
    if let Ok(token) = HeaderValue::from_str(signed_in.token.expose()) {
        answered.insert("token", token);
    }
    if headers.get("x-requested-with").is_some_and(|by| by == "XMLHttpRequest") {
        put_cookies(&app, answered, &signed_in);
    }
    Ok(response)
}

fn put_cookies(app: &App, headers: &mut HeaderMap, signed_in: &SignedIn) {
    let user_id = signed_in.user_id();
    let cookies = SessionCookies {
        token: signed_in.token.expose(),
        user_id: user_id.as_str(),
        csrf: &signed_in.csrf,
        lifetime: signed_in.cookie_lifetime,
        secure: site::is_secure(app.domain()),
    };
    cookies.put(headers, app.domain().now());
}
