use serde::{Deserialize, de::IgnoredAny};

use countersign_wire_vendor::apns::Reason;

use super::push_type::{ALERT, BACKGROUND, PushType};

/// What of a payload decides whether it fits its push type.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PayloadRead {
    #[serde(default)]
    aps: Option<ApsRead>,
    #[serde(default)]
    mdm: Option<IgnoredAny>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct ApsRead {
    alert: Option<IgnoredAny>,
    badge: Option<IgnoredAny>,
    sound: Option<IgnoredAny>,
    content_available: Option<serde_json::Number>,
    mutable_content: Option<IgnoredAny>,
}

impl PayloadRead {
    /// Reads a payload. What is no object, or an empty one, is no payload.
    pub(super) fn read(body: &[u8]) -> Result<Self, Reason> {
        let is_empty = body.iter().all(|byte| matches!(byte, b'{' | b'}' | b' ' | b'\n' | b'\r' | b'\t'));
        if is_empty || std::str::from_utf8(body).is_err() {
            return Err(Reason::PayloadEmpty);
        }
        serde_json::from_slice(body).map_err(|_| Reason::PayloadEmpty)
    }

    /// What a payload looks like when the sender does not say.
    pub(super) fn looks_like(&self) -> &'static PushType {
        if self.wakes() && !self.shows() { &BACKGROUND } else { &ALERT }
    }

    /// Whether the payload may go under this type.
    pub(super) fn fits(&self, kind: &PushType) -> bool {
        match kind.name {
            "background" => self.wakes() && !self.shows() && self.mdm.is_none(),
            "mdm" => self.mdm.is_some(),
            _ => self.mdm.is_none(),
        }
    }

    /// An alert that neither shows nor changes anything: Apple takes it, and may drop it.
    pub(super) fn is_silent_alert(&self, kind: &PushType) -> bool {
        kind == &ALERT && !self.shows() && self.aps.as_ref().is_none_or(|aps| aps.mutable_content.is_none())
    }

    fn wakes(&self) -> bool {
        self.aps
            .as_ref()
            .and_then(|aps| aps.content_available.as_ref())
            .is_some_and(|number| number.as_u64() == Some(1))
    }

    fn shows(&self) -> bool {
        self.aps.as_ref().is_some_and(|aps| aps.alert.is_some() || aps.badge.is_some() || aps.sound.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(kind: &str, body: &str) -> bool {
        PayloadRead::read(body.as_bytes()).unwrap().fits(PushType::named(kind).unwrap())
    }

    #[test]
    fn background_pushes_wake_and_show_nothing() {
        assert!(fits("background", r#"{"aps":{"content-available":1},"type":"clear"}"#));
        for body in [r#"{"aps":{}}"#, r#"{"aps":{"content-available":1,"badge":0}}"#, r#"{"a":1}"#, r#"{"mdm":"x"}"#] {
            assert!(!fits("background", body), "{body}");
        }
        assert!(fits("alert", r#"{"aps":{"content-available":1,"badge":2}}"#));
        assert!(fits("mdm", r#"{"mdm":"magic"}"#) && !fits("alert", r#"{"mdm":"magic"}"#));
    }

    #[test]
    fn what_is_no_object_is_no_payload() {
        for body in ["", "{}", " { } ", "[1]", "7", "{\"aps\":{}", "{\"aps\":1}"] {
            assert_eq!(PayloadRead::read(body.as_bytes()).unwrap_err(), Reason::PayloadEmpty, "{body}");
        }
        assert!(PayloadRead::read(b"\xff").is_err());
    }
}
