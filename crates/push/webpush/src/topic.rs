//! Which waiting pushes a newer one replaces.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_wire_push::{PushMessage, PushType};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Makes the topics of one target. The key is this sender's own, so that a push server cannot tell channels by their ids,
/// not even by guessing them.
#[derive(Clone)]
pub(crate) struct Topics {
    key: Hmac<Sha256>,
}

impl Topics {
    pub(crate) fn new(seed: &[u8; 32]) -> Self {
        let mut key = Hmac::<Sha256>::new_from_slice(seed).expect("a key of any length is good");
        key.update(b"countersign web push topics\0");
        Self { key }
    }

    /// The topic of a push, 32 characters; absent when it replaces nothing. Only pushes that show nothing have one: of
    /// two cleared channels or two numbers on the icon the later is enough, but each message is wanted.
    pub(crate) fn of(&self, message: &PushMessage) -> Option<String> {
        let about = match message.kind {
            _ if !message.is_silent() => return None,
            PushType::Clear => [&*message.server_id, &message.channel_id, &message.root_id],
            PushType::UpdateBadge => [&*message.server_id, "", ""],
            _ => return None,
        };
        let mut hash = self.key.clone();
        for part in [message.kind.as_str()].into_iter().chain(about) {
            hash.update(part.as_bytes());
            hash.update(&[0]);
        }
        Some(URL_SAFE_NO_PAD.encode(&hash.finalize().into_bytes()[..24]))
    }
}

#[cfg(test)]
mod tests {
    use countersign_wire_vendor::webpush::is_topic;

    use super::*;

    fn clear(channel: &str, root: &str) -> PushMessage {
        PushMessage {
            kind: PushType::Clear,
            channel_id: channel.to_owned(),
            root_id: root.to_owned(),
            server_id: "server".to_owned(),
            ..PushMessage::default()
        }
    }

    #[test]
    fn a_channel_cleared_twice_is_cleared_once() {
        let topics = Topics::new(&[1; 32]);
        let topic = |message: &PushMessage| topics.of(message).unwrap();
        assert_eq!(topic(&clear("a", "")), topic(&clear("a", "")));
        assert!(is_topic(&topic(&clear("a", ""))));
        let badge = PushMessage { kind: PushType::UpdateBadge, ..clear("a", "") };
        let all = [topic(&clear("a", "")), topic(&clear("b", "")), topic(&clear("a", "root")), topic(&badge)];
        assert!((1..4).all(|place| !all[..place].contains(&all[place])));
        assert_eq!(topic(&badge), topic(&PushMessage { channel_id: "b".to_owned(), ..badge.clone() }));
    }

    #[test]
    fn messages_are_all_wanted() {
        for kind in [PushType::Message, PushType::Session, PushType::Test, PushType::Other("x".to_owned())] {
            assert_eq!(Topics::new(&[1; 32]).of(&PushMessage { kind, ..clear("a", "") }), None);
        }
        let id_loaded = PushMessage { is_id_loaded: true, ..clear("a", "") };
        assert_eq!(Topics::new(&[1; 32]).of(&id_loaded), None);
    }

    #[test]
    fn another_sender_has_other_topics() {
        assert_ne!(Topics::new(&[1; 32]).of(&clear("a", "")), Topics::new(&[2; 32]).of(&clear("a", "")));
    }
}
