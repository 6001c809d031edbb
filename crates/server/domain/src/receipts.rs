//! Devices say that a push arrived, and fetch what an ID-only push kept back.

use countersign_server_rules::{error::known, notify::PushFlags, push_content::ContentsMode};
use countersign_wire_push::{PushAck, PushMessage, PushType};

use countersign_primitives::PostId;

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    ports::{
        bus::Change,
        journal::{JournalEntry, JournalStep},
    },
    posts::readable_post,
    pushes::{Content, message_content},
};

/// The prop by which an app says that its user switched notifications off on the device.
const DISABLED: &str = "device_notification_disabled";

/// A device says that a push arrived. For an ID-only push of a post it gets what the push kept back: what `full` would
/// have said. The receipt goes on to the gateway.
///
/// # Errors
/// 501 when pushes are off; 404 and 403 for a post the caller may not read; 500 when the gateway does not take the
/// receipt of a push that was not ID-only.
pub async fn acknowledge(domain: &Domain, caller: &Caller, ack: &PushAck) -> Result<Option<PushMessage>> {
    let settings = domain.settings();
    if !settings.email_settings.send_push_notifications {
        return Err(known::PUSH_NOTIFICATION_DISABLED.into());
    }
    note(domain, caller, ack);
    if ack.kind == PushType::Message {
        notifications_work(domain, caller, ack).await?;
    }
    let gateway_url = settings.email_settings.push_notification_server.clone();
    if ack.is_id_loaded {
        forward_later(domain, gateway_url, ack);
        return fetch(domain, caller, ack).await;
    }
    domain.gateway().acknowledge(&gateway_url, ack).await.map_err(|error| {
        tracing::warn!(%error, "the push gateway did not take a receipt");
        known::PUSH_NOTIFICATIONS_ACK_FORWARD
    })?;
    Ok(None)
}

/// The banner waits for the content, not for the gateway.
fn forward_later(domain: &Domain, gateway_url: String, ack: &PushAck) {
    let (domain, ack) = (domain.clone(), ack.clone());
    tokio::spawn(async move {
        if let Err(error) = domain.gateway().acknowledge(&gateway_url, &ack).await {
            tracing::warn!(%error, "the push gateway did not take a receipt");
        }
    });
}

/// What an ID-only push kept back; nothing when there is no post to it.
async fn fetch(domain: &Domain, caller: &Caller, ack: &PushAck) -> Result<Option<PushMessage>> {
    let Some(post_id) = ack.post_id.as_deref().filter(|_| ack.kind == PushType::Message) else { return Ok(None) };
    let post_id: PostId = post_id.parse().map_err(|_| known::POST_GET)?;
    let post = readable_post(domain, caller, post_id).await?;
    let flags = PushFlags::default();
    match message_content(domain, &post, caller.user_id(), flags, ContentsMode::Full).await? {
        Content::Say(message) => {
            Ok(Some(PushMessage { ack_id: ack.id.clone(), badge: 0, is_id_loaded: true, ..*message }))
        }
        Content::Nothing(_) => Err(known::PUSH_NOTIFICATION_ID_LOADED_FETCH.into()),
    }
}

/// A receipt proves that notifications work on the device, whatever its app said before.
async fn notifications_work(domain: &Domain, caller: &Caller, ack: &PushAck) -> Result<()> {
    let session = &caller.session;
    if ack.platform == "ios" && session.prop(DISABLED) == Some("true") {
        let props = vec![(DISABLED.to_owned(), "false".to_owned())];
        domain.store().set_session_props(session.id, props).await?;
        domain.changed(Change::Session(session.token_hash));
        domain.changed(Change::Devices(session.user_id));
    }
    Ok(())
}

fn note(domain: &Domain, caller: &Caller, ack: &PushAck) {
    domain.note(|| JournalEntry {
        at: domain.now(),
        user_id: caller.user_id(),
        ack_id: ack.id.parse().ok(),
        device_id: Some(caller.session.device_id.clone()).filter(|device| !device.is_empty()),
        post_id: ack.post_id.as_deref().and_then(|id| id.parse().ok()),
        step: JournalStep::Received { received_at: ack.received_at, fetched: ack.is_id_loaded },
    });
}
