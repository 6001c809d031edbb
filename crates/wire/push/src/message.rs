use countersign_primitives::TimestampMs;
use serde::{Deserialize, Serialize};

/// The badge that means "leave the number on the icon alone".
pub const BADGE_UNTOUCHED: i64 = -1;

/// The category that puts a reply action under a notification.
pub const CATEGORY_CAN_REPLY: &str = "CAN_REPLY";

/// What a push is about. Unknown kinds keep their text.
///
/// JSON: a string; missing or empty is [`PushType::Other`] of the empty text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum PushType {
    /// A post to show.
    Message,
    /// A channel or thread was read elsewhere: remove its notifications.
    Clear,
    /// Only the number on the icon changes.
    UpdateBadge,
    /// The session ended: with text, it expired; without, it was revoked and the device wipes (11.10 and later).
    Session,
    /// Asks whether the token works. Never shown.
    Test,
    /// Anything else, as it came.
    Other(String),
}

impl PushType {
    /// The wire's spelling.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Message => "message",
            Self::Clear => "clear",
            Self::UpdateBadge => "update_badge",
            Self::Session => "session",
            Self::Test => "test",
            Self::Other(text) => text,
        }
    }

    fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }
}

impl Default for PushType {
    fn default() -> Self {
        Self::Other(String::new())
    }
}

impl From<String> for PushType {
    fn from(text: String) -> Self {
        match text.as_str() {
            "message" => Self::Message,
            "clear" => Self::Clear,
            "update_badge" => Self::UpdateBadge,
            "session" => Self::Session,
            "test" => Self::Test,
            _ => Self::Other(text),
        }
    }
}

impl From<PushType> for String {
    fn from(kind: PushType) -> Self {
        match kind {
            PushType::Other(text) => text,
            known => known.as_str().to_owned(),
        }
    }
}

/// By which service of Apple a push goes. Exact and case-sensitive: everything that is not `voip` is standard.
///
/// JSON: a string, left out when standard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum PushTransport {
    /// An ordinary notification.
    #[default]
    Standard,
    /// A call, through `PushKit`.
    Voip,
}

impl PushTransport {
    /// The value of the `transport` label of the incumbent's metrics: empty or `voip`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Standard => "",
            Self::Voip => "voip",
        }
    }

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature serde calls")]
    fn is_standard(&self) -> bool {
        *self == Self::Standard
    }
}

impl From<String> for PushTransport {
    fn from(text: String) -> Self {
        if text == "voip" { Self::Voip } else { Self::Standard }
    }
}

impl From<PushTransport> for String {
    fn from(transport: PushTransport) -> Self {
        match transport {
            PushTransport::Standard => "standard".to_owned(),
            PushTransport::Voip => "voip".to_owned(),
        }
    }
}

/// One push for one device, from server to gateway: the body of `POST /api/v1/send_push`.
///
/// Fields stand in the order in which the incumbent writes them; those it leaves out when empty are left out here.
/// Every field may be missing when reading. Texts are not ids: plugins of the incumbent may put anything into them.
///
/// Source: `mattermost/mattermost` `server/public/model/push_notification.go`; recorded in the golden `server-push`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PushMessage {
    /// Names this copy of the push; a 26-character id, empty in a test push. The receipt repeats it.
    pub ack_id: String,
    /// What stood before the colon of the device id: `apple_rn-v2`. Chooses the gateway's target; the number behind
    /// `-v` is the app's payload version.
    pub platform: String,
    /// The sending server's `DiagnosticId`.
    pub server_id: String,
    /// What stood behind the colon of the device id: the raw token of Apple or Google.
    pub device_id: String,
    /// The post, for `message`; empty otherwise.
    pub post_id: String,
    /// [`CATEGORY_CAN_REPLY`] on messages.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// `none` on badge updates and wipes. The incumbent's gateway ignores it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sound: String,
    /// The text to show. With [`PushMessage::is_id_loaded`] a fixed sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// The number for the icon; left out when 0, and 0 when missing. [`BADGE_UNTOUCHED`] leaves it alone.
    #[serde(skip_serializing_if = "is_zero")]
    pub badge: i64,
    /// 1 for a push that shows nothing.
    #[serde(skip_serializing_if = "is_zero")]
    pub cont_ava: i64,
    /// The team; missing for direct and group messages.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub team_id: String,
    /// The channel.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub channel_id: String,
    /// The thread's root, for replies.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub root_id: String,
    /// The title to show.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub channel_name: String,
    /// What the push is about.
    #[serde(rename = "type", skip_serializing_if = "PushType::is_empty")]
    pub kind: PushType,
    /// `calls` when the Calls plugin sent it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sub_type: String,
    /// The author. The incumbent puts the *recipient's* id here on ID-only pushes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sender_id: String,
    /// The author's display name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sender_name: String,
    /// A webhook's name for itself.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub override_username: String,
    /// A webhook's picture.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub override_icon_url: String,
    /// The text `true` when a webhook posted.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from_webhook: String,
    /// Payload version: `v2`; the test push alone says `2`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Whether the recipient collapses reply threads.
    pub is_crt_enabled: bool,
    /// Whether the device must fetch the text itself (ID-only).
    pub is_id_loaded: bool,
    /// An ES256 JWT over [`crate::PushClaims`]; empty when the server did not sign.
    pub signature: String,
    /// By which service of Apple it goes (servers from 11.7).
    #[serde(skip_serializing_if = "PushTransport::is_standard")]
    pub transport: PushTransport,
    /// When the app last registered the token, as far as the server knows; left out otherwise. A gateway that is told
    /// does not remove a token because of an older word of Apple's. The incumbent's servers do not send it and its
    /// gateway passes it over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_registered_at: Option<TimestampMs>,
}

impl PushMessage {
    /// The target's name: the platform without its `-v…` suffix.
    pub fn target(&self) -> &str {
        self.platform.split_once("-v").map_or(self.platform.as_str(), |(target, _)| target)
    }

    /// The app's payload version: the number behind the first `-v` of the platform, 1 when there is none or it is no
    /// integer.
    pub fn app_version(&self) -> i64 {
        self.platform.split_once("-v").and_then(|(_, version)| version.parse().ok()).unwrap_or(1)
    }

    /// Whether this push shows nothing on the device: no text, no sound, at most a number on the icon.
    pub fn is_silent(&self) -> bool {
        if self.is_id_loaded || self.transport == PushTransport::Voip {
            return false;
        }
        match self.kind {
            PushType::Message => false,
            PushType::Session => self.message.is_empty(),
            PushType::Clear | PushType::UpdateBadge | PushType::Test | PushType::Other(_) => true,
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature serde calls")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform(text: &str) -> PushMessage {
        PushMessage { platform: text.to_owned(), ..PushMessage::default() }
    }

    #[test]
    fn the_first_dash_v_ends_the_target() {
        for (text, target, version) in
            [("apple_rn-v2", "apple_rn", 2), ("apple_rn", "apple_rn", 1), ("x-v2-v3", "x", 1), ("a-v", "a", 1)]
        {
            assert_eq!((platform(text).target(), platform(text).app_version()), (target, version), "{text}");
        }
    }

    #[test]
    fn a_wipe_is_silent_and_an_expiry_is_not() {
        let wipe = PushMessage { kind: PushType::Session, ..PushMessage::default() };
        assert!(wipe.is_silent());
        assert!(!PushMessage { message: "Session expired".to_owned(), ..wipe }.is_silent());
    }

    #[test]
    fn a_test_push_is_written_as_the_incumbent_writes_it() {
        let push = PushMessage {
            platform: "apple_rn-v2".to_owned(),
            badge: BADGE_UNTOUCHED,
            kind: PushType::Test,
            version: "2".to_owned(),
            ..PushMessage::default()
        };
        assert_eq!(
            serde_json::to_string(&push).unwrap(),
            r#"{"ack_id":"","platform":"apple_rn-v2","server_id":"","device_id":"","post_id":"","badge":-1,"type":"test","version":"2","is_crt_enabled":false,"is_id_loaded":false,"signature":""}"#
        );
    }
}
