use std::time::Duration;

use countersign_primitives::{DeviceId, TimestampMs};
use countersign_server_rules::push_content::{AddressedPush, ContentsMode, address};
use countersign_wire_push::{PushMessage, PushStatus};

use crate::{
    domain::Domain,
    model::NewPush,
    ports::{
        bus::Change,
        gateway::GatewayError,
        journal::{JournalEntry, JournalStep},
        store::StoreResult,
    },
    pushes::{
        address::post_of,
        contents::{Content, content},
    },
};

/// How long a push is worth sending.
const WORTH: Duration = Duration::from_hours(24);

/// What became of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    /// It is done with, one way or the other.
    Settled,
    /// The gateway cannot be reached: try again.
    Later,
}

/// Puts a push together, signs it, hands it to the gateway and notes what it says.
pub(super) async fn deliver(domain: &Domain, push: &NewPush) -> StoreResult<Delivery> {
    let settings = domain.settings();
    let gateway_url = &settings.email_settings.push_notification_server;
    let message = match prepare(domain, push, gateway_url).await? {
        Content::Say(message) => message,
        Content::Nothing(reason) => {
            note(domain, push, || JournalStep::Dropped(reason));
            return Ok(Delivery::Settled);
        }
    };
    let mode = ContentsMode::parse(&settings.email_settings.push_notification_contents);
    note(domain, push, || JournalStep::Sent(Box::new(without_texts(&message, mode))));
    match domain.gateway().send(gateway_url, &message).await {
        Ok(answer) => {
            let status = answer.status.clone();
            if status == PushStatus::Fail {
                tracing::warn!(push.kind = message.kind.as_str(), "the push gateway did not take a push");
            }
            if status == PushStatus::Remove {
                domain.store().park_device(push.session_id, push.device_id.clone()).await?;
                domain.changed(Change::Devices(push.user_id));
            }
            // Who reads of a removal finds it done.
            note(domain, push, || JournalStep::Answered(answer));
            Ok(Delivery::Settled)
        }
        Err(error) => {
            let retried = matches!(error, GatewayError::Unreachable(_));
            tracing::warn!(%error, retried, "a push did not reach the gateway");
            note(domain, push, || JournalStep::NotAnswered { reason: error.to_string(), retried });
            Ok(if retried { Delivery::Later } else { Delivery::Settled })
        }
    }
}

/// The push, addressed and signed.
async fn prepare(domain: &Domain, push: &NewPush, gateway_url: &str) -> StoreResult<Content> {
    if gateway_url.is_empty() {
        return Ok(Content::Nothing("no_push_gateway"));
    }
    if domain.now().since(push.created_at) > WORTH {
        return Ok(Content::Nothing("too_old"));
    }
    let Ok(device) = push.device_id.parse::<DeviceId>() else { return Ok(Content::Nothing("no_device_id")) };
    let message = match content(domain, push).await? {
        Content::Say(message) => *message,
        nothing @ Content::Nothing(_) => return Ok(nothing),
    };
    let identity = domain.identity();
    let AddressedPush { mut message, claims } =
        address(message, &device, push.ack_id, identity.server_id, push.user_id);
    message.token_registered_at = registered_at(domain, push).await?;
    match identity.signer.sign(&claims) {
        Ok(signature) => message.signature = signature,
        Err(_) => return Ok(Content::Nothing("not_signed")),
    }
    Ok(Content::Say(Box::new(message)))
}

/// When an app of the user last said that the device is its own; `None` when that is not known, or the session is gone.
async fn registered_at(domain: &Domain, push: &NewPush) -> StoreResult<Option<TimestampMs>> {
    let devices = domain.devices(&[push.user_id]).await?;
    let held = devices.get(&push.user_id).into_iter().flat_map(|devices| devices.iter());
    let held = held.filter(|device| device.device_id == push.device_id && !device.attached_at.is_zero());
    Ok(held.map(|device| device.attached_at).max())
}

/// What may stand in a journal: with ID-only contents everything, for the gateway gets no text either.
fn without_texts(message: &PushMessage, mode: ContentsMode) -> PushMessage {
    if mode == ContentsMode::IdLoaded || message.post_id.is_empty() {
        return message.clone();
    }
    let length = |text: &str| match text.chars().count() {
        0 => String::new(),
        count => format!("<{count} characters>"),
    };
    PushMessage {
        message: length(&message.message),
        channel_name: length(&message.channel_name),
        sender_name: length(&message.sender_name),
        override_username: length(&message.override_username),
        override_icon_url: length(&message.override_icon_url),
        ..message.clone()
    }
}

fn note(domain: &Domain, push: &NewPush, step: impl FnOnce() -> JournalStep) {
    domain.note(|| JournalEntry {
        at: domain.now(),
        user_id: push.user_id,
        ack_id: Some(push.ack_id),
        device_id: Some(push.device_id.clone()),
        post_id: post_of(&push.kind),
        step: step(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_id_only_pushes_are_written_down_whole() {
        let message = PushMessage {
            message: "secret plans".to_owned(),
            sender_name: "@ana".to_owned(),
            post_id: "p".to_owned(),
            ..PushMessage::default()
        };
        assert_eq!(without_texts(&message, ContentsMode::IdLoaded), message);
        let shown = without_texts(&message, ContentsMode::Full);
        assert_eq!((shown.message.as_str(), shown.sender_name.as_str()), ("<12 characters>", "<4 characters>"));
        assert_eq!(shown.channel_name, "");
    }
}
