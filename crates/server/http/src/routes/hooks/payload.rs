use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::header,
};
use countersign_server_domain::hooks::HookMessage;
use countersign_server_rules::paging::decode_form;
use countersign_wire_api::Attachment;
use http_body_util::{BodyExt, Limited};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::upload::small_text;

/// Longest body, in bytes.
const MAX_BYTES: usize = 300_000;

/// What programs send.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Payload {
    text: Option<String>,
    username: Option<String>,
    icon_url: Option<String>,
    icon_emoji: Option<String>,
    channel: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    props: Option<Map<String, Value>>,
    attachments: Option<Vec<Option<Attachment>>>,
}

/// The media type a request says it has; JSON when it says none.
pub(super) fn media_type(request: &Request) -> String {
    let said = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind.is_empty() { "application/json".to_owned() } else { kind }
}

/// What a request says: JSON as its body, or as the field `payload` of a form. `None` when it is neither.
pub(super) async fn read(request: Request, media_type: &str) -> Option<HookMessage> {
    let json = match media_type {
        "application/x-www-form-urlencoded" => form_field(&all(request).await?)?,
        "multipart/form-data" => part(request).await?.into(),
        _ => all(request).await?.to_vec(),
    };
    let payload: Payload = serde_json::from_slice(&json).ok().or_else(|| {
        // Some programs write line ends into texts as they are.
        let repaired = String::from_utf8(json).ok()?.replace('\r', "\\r").replace('\n', "\\n").replace('\t', "\\t");
        serde_json::from_str(&repaired).ok()
    })?;
    let attachments = payload.attachments.unwrap_or_default().into_iter().flatten();
    Some(HookMessage {
        text: payload.text.unwrap_or_default(),
        username: payload.username.unwrap_or_default(),
        icon_url: payload.icon_url.unwrap_or_default(),
        icon_emoji: payload.icon_emoji.unwrap_or_default(),
        channel: payload.channel.unwrap_or_default(),
        kind: payload.kind.unwrap_or_default(),
        props: payload.props.unwrap_or_default(),
        attachments: attachments.filter_map(|attachment| serde_json::to_value(attachment).ok()).collect(),
    })
}

async fn all(request: Request) -> Option<Bytes> {
    Some(Limited::new(request.into_body(), MAX_BYTES).collect().await.ok()?.to_bytes())
}

fn form_field(body: &Bytes) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(body).ok()?;
    let value = text.split('&').find_map(|pair| pair.strip_prefix("payload="))?;
    Some(decode_form(value).into_owned().into_bytes())
}

async fn part(request: Request) -> Option<String> {
    let mut form = Multipart::from_request(request, &()).await.ok()?;
    while let Some(field) = form.next_field().await.ok()? {
        if field.name() == Some("payload") {
            return small_text(field).await.ok();
        }
    }
    None
}
