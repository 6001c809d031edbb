//! The head of a request: what Apple reads before the payload.

use countersign_dispatch::{Push, PushClass};
use countersign_push_content::Compat;
use countersign_wire_push::{BADGE_UNTOUCHED, PushMessage, PushType};
use countersign_wire_vendor::apns::{MAX_COLLAPSE_ID_BYTES, Priority, PushKind};

/// Kind, priority, expiry and collapse id of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// `apns-push-type`; also decides the topic's suffix and the size limit.
    pub kind: PushKind,
    /// `apns-priority`.
    pub priority: Priority,
    /// `apns-expiration` in UNIX seconds; `None` leaves the storing to Apple.
    pub expiration: Option<i64>,
    /// `apns-collapse-id`.
    pub collapse_id: Option<String>,
    /// `apns-id`; `None` when the incumbent's manners are kept.
    pub id: Option<String>,
}

impl Envelope {
    /// The envelope of a push.
    pub fn of(push: &Push, compat: Compat) -> Self {
        let is_call = push.class == PushClass::Call;
        let kind = if is_call { PushKind::Voip } else { PushKind::Alert };
        if compat == Compat::Strict {
            return Self { kind, priority: Priority::Immediate, expiration: None, collapse_id: None, id: None };
        }
        let id = Some(push.id.to_string());
        if is_call {
            // Rings now or never.
            return Self { kind, priority: Priority::Immediate, expiration: Some(0), collapse_id: None, id };
        }
        if push.class != PushClass::Silent {
            return Self { kind, priority: Priority::Immediate, expiration: None, collapse_id: None, id };
        }
        // A background push may carry no badge; one that changes the badge is an alert without words.
        let kind = if badge(&push.message).is_some() { PushKind::Alert } else { PushKind::Background };
        Self {
            kind,
            priority: Priority::Considerate,
            expiration: Some(push.expires_at.as_secs()),
            collapse_id: collapse_id(&push.message),
            id,
        }
    }
}

/// The number for the icon. A newer app is asked for 1 on a full clear and settles the number itself.
pub(crate) fn badge(message: &PushMessage) -> Option<i64> {
    if message.badge == 0 && message.kind == PushType::Clear && message.app_version() > 1 {
        Some(1)
    } else {
        (message.badge != BADGE_UNTOUCHED).then_some(message.badge)
    }
}

/// A later clear of a channel replaces an earlier one that still waits, and a later badge an earlier one.
fn collapse_id(message: &PushMessage) -> Option<String> {
    let id = match message.kind {
        PushType::UpdateBadge => "badge".to_owned(),
        PushType::Clear if message.root_id.is_empty() => format!("clear:{}", message.channel_id),
        PushType::Clear => format!("clear:{}", message.root_id),
        _ => return None,
    };
    let fits = id.len() <= MAX_COLLAPSE_ID_BYTES && id.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then_some(id)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use countersign_primitives::{SequenceRandom, TimestampMs};
    use countersign_wire_push::PushTransport;

    use super::*;

    fn envelope(message: PushMessage, compat: Compat) -> Envelope {
        let lifetime = Duration::from_hours(1);
        Envelope::of(&Push::new(message, TimestampMs::from_secs(1000), lifetime, &SequenceRandom::new(1)), compat)
    }

    fn message(kind: PushType, badge: i64) -> PushMessage {
        PushMessage { ack_id: "a".repeat(26), kind, badge, channel_id: "c1".to_owned(), ..PushMessage::default() }
    }

    #[test]
    fn what_shows_nothing_is_not_urgent() {
        let badge = envelope(message(PushType::UpdateBadge, 3), Compat::Improved);
        assert_eq!((badge.kind, badge.priority), (PushKind::Alert, Priority::Considerate));
        assert_eq!((badge.expiration, badge.collapse_id.as_deref()), (Some(4600), Some("badge")));
        let test = envelope(message(PushType::Test, -1), Compat::Improved);
        assert_eq!((test.kind, test.priority), (PushKind::Background, Priority::Considerate));
        let clear = envelope(message(PushType::Clear, 0), Compat::Improved);
        assert_eq!(clear.collapse_id.as_deref(), Some("clear:c1"));
    }

    #[test]
    fn messages_are_alerts_that_apple_may_store() {
        let envelope = envelope(message(PushType::Message, 3), Compat::Improved);
        assert_eq!((envelope.kind, envelope.priority), (PushKind::Alert, Priority::Immediate));
        assert_eq!((envelope.expiration, envelope.collapse_id), (None, None));
    }

    #[test]
    fn calls_expire_at_once() {
        let call = PushMessage { transport: PushTransport::Voip, ..message(PushType::Message, 0) };
        let envelope = envelope(call, Compat::Improved);
        assert_eq!((envelope.kind, envelope.expiration), (PushKind::Voip, Some(0)));
    }

    #[test]
    fn the_incumbent_sends_everything_as_an_urgent_alert() {
        let envelope = envelope(message(PushType::Test, -1), Compat::Strict);
        assert_eq!((envelope.kind, envelope.priority), (PushKind::Alert, Priority::Immediate));
        assert_eq!((envelope.id, envelope.collapse_id), (None, None));
    }

    #[test]
    fn a_collapse_id_that_apple_would_refuse_is_left_out() {
        let long = PushMessage { channel_id: "x".repeat(60), ..message(PushType::Clear, 0) };
        assert_eq!(envelope(long, Compat::Improved).collapse_id, None);
        let odd = PushMessage { channel_id: "é\n".to_owned(), ..message(PushType::Clear, 0) };
        assert_eq!(envelope(odd, Compat::Improved).collapse_id, None);
    }
}
