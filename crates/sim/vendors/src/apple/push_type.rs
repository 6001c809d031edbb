use countersign_wire_vendor::apns::{MAX_PAYLOAD_BYTES, MAX_VOIP_PAYLOAD_BYTES};

/// A value of `apns-push-type` and what goes with it.
///
/// Source: Apple developer documentation, "Sending notification requests to APNs".
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PushType {
    pub(super) name: &'static str,
    /// What the topic ends in, behind the bundle id.
    pub(super) topic_suffix: &'static str,
    pub(super) max_payload_bytes: usize,
    pub(super) senders: Senders,
}

/// Who may send a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Senders {
    Both,
    TokenOnly,
    CertificateOnly,
}

const fn push_type(name: &'static str, topic_suffix: &'static str, senders: Senders) -> PushType {
    PushType { name, topic_suffix, max_payload_bytes: MAX_PAYLOAD_BYTES, senders }
}

pub(super) static ALERT: PushType = push_type("alert", "", Senders::Both);
pub(super) static BACKGROUND: PushType = push_type("background", "", Senders::Both);

static OTHERS: [PushType; 9] = [
    PushType { max_payload_bytes: MAX_VOIP_PAYLOAD_BYTES, ..push_type("voip", ".voip", Senders::Both) },
    push_type("complication", ".complication", Senders::Both),
    push_type("fileprovider", ".pushkit.fileprovider", Senders::Both),
    push_type("mdm", "", Senders::CertificateOnly),
    push_type("location", ".location-query", Senders::TokenOnly),
    push_type("liveactivity", ".push-type.liveactivity", Senders::TokenOnly),
    push_type("pushtotalk", ".voip-ptt", Senders::Both),
    push_type("widgets", ".push-type.widgets", Senders::TokenOnly),
    push_type("controls", ".push-type.controls", Senders::TokenOnly),
];

impl PushType {
    /// The type with this name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        [&ALERT, &BACKGROUND].into_iter().chain(&OTHERS).find(|kind| kind.name == name)
    }

    /// The type a topic is for; `None` for a bundle id without suffix.
    pub(super) fn of_topic(topic: &str) -> Option<&'static Self> {
        OTHERS.iter().find(|kind| !kind.topic_suffix.is_empty() && topic.ends_with(kind.topic_suffix))
    }

    /// Whether a topic may carry this type.
    pub(super) fn fits_topic(&self, topic: &str) -> bool {
        match self.topic_suffix {
            "" => Self::of_topic(topic).is_none(),
            suffix => topic.strip_suffix(suffix).is_some_and(|bundle| !bundle.is_empty()),
        }
    }
}

#[cfg(test)]
mod tests {
    use countersign_wire_vendor::apns::PushKind;

    use super::*;

    #[test]
    fn the_types_this_product_sends_are_the_same_here() {
        for kind in [PushKind::Alert, PushKind::Background, PushKind::Voip] {
            let known = PushType::named(kind.as_str()).unwrap();
            assert_eq!(known.topic_suffix, kind.topic_suffix());
            assert_eq!(known.max_payload_bytes, kind.max_payload_bytes());
        }
    }

    #[test]
    fn topics_fit_their_type_only() {
        let fits = |kind: &str, topic| PushType::named(kind).unwrap().fits_topic(topic);
        assert!(fits("alert", "com.example.app") && !fits("alert", "com.example.app.voip"));
        assert!(fits("voip", "com.example.app.voip") && !fits("voip", "com.example.app") && !fits("voip", ".voip"));
        assert!(fits("pushtotalk", "com.example.app.voip-ptt"));
        assert_eq!(PushType::named("unknown"), None);
    }
}
