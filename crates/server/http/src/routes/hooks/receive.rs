use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderValue, header},
    response::Response,
};
use countersign_primitives::HookId;
use countersign_server_domain::{error::Error, hooks};
use countersign_server_rules::error::RuleError;

use crate::{answer::Answer, app::App, failure::Failure, routes::hooks::payload};

const TEXT: HeaderValue = HeaderValue::from_static("text/plain");

/// `POST /hooks/{hook}`, outside the API. Whatever goes wrong is told as one refusal.
pub(super) async fn receive(State(app): State<App>, Path(hook_id): Path<String>, request: Request) -> Answer {
    let is_word = !hook_id.is_empty() && hook_id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_word {
        return Err(Failure::NoSuchPage);
    }
    let media_type = payload::media_type(&request);
    let refusal = |status| general(status, &media_type, &hook_id);
    let message = payload::read(request, &media_type).await.ok_or_else(|| refusal(400))?;
    let id = hook_id.parse::<HookId>().map_err(|_| refusal(400))?;
    match hooks::receive(app.domain(), id, message).await {
        Ok(()) => {
            let mut response = Response::new(Body::from("ok"));
            response.headers_mut().insert(header::CONTENT_TYPE, TEXT);
            Ok(response)
        }
        Err(Error::Refused(why)) => Err(refusal(why.status()).detail(why.id().to_owned()).into()),
        Err(other) => Err(other.into()),
    }
}

fn general(status: u16, media_type: &str, hook_id: &str) -> RuleError {
    let message = format!("Failed to handle the payload of media type {media_type} for incoming webhook {hook_id}.");
    RuleError::with_message(status, "web.incoming_webhook.general.app_error", message)
}
