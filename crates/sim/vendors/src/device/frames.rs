use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use countersign_primitives::TimestampMs;
use countersign_wire_vendor::apns::Environment;

/// Asks for a device token. JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterDevice {
    /// Whose push service.
    pub platform: DevicePlatform,
    /// Apple: the topic, which is the bundle id with a suffix for some kinds of push (`.voip`). Google: the package.
    /// Web Push: any name.
    pub app: String,
    /// Apple: which environment the app was signed for; default production.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// Google: the Firebase project the app belongs to; default the simulator's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// Web Push: the sender's public key (VAPID, base64url of the 65-byte point). With it only that sender may push.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vapid_key: Option<String>,
}

impl RegisterDevice {
    /// An iPhone's app from the store.
    pub fn apple(topic: impl Into<String>) -> Self {
        Self::new(DevicePlatform::Apple, topic.into())
    }

    /// An iPhone's app signed for development.
    pub fn apple_development(topic: impl Into<String>) -> Self {
        Self { environment: Some(Environment::Development), ..Self::apple(topic) }
    }

    /// An Android app of the simulator's own Firebase project.
    pub fn google(package: impl Into<String>) -> Self {
        Self::new(DevicePlatform::Google, package.into())
    }

    /// A Web Push subscription.
    pub fn web_push(name: impl Into<String>) -> Self {
        Self::new(DevicePlatform::WebPush, name.into())
    }

    fn new(platform: DevicePlatform, app: String) -> Self {
        Self { platform, app, environment: None, project_id: None, vapid_key: None }
    }
}

/// Whose push service a device uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DevicePlatform {
    /// Apple's.
    Apple,
    /// Google's.
    Google,
    /// A Web Push service, as browsers and `UnifiedPush` distributors have.
    WebPush,
}

/// A device token, given. JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredDevice {
    /// The token: 64 hexadecimal digits from Apple, a registration token from Google, the end of the endpoint for Web
    /// Push. Who knows it may read the device's pushes here.
    pub token: String,
    /// Web Push: where to push and how to encrypt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<WebPushSubscription>,
}

/// What a sender needs for Web Push: `PushSubscription` of the Push API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebPushSubscription {
    /// The URL to push to.
    pub endpoint: String,
    /// The subscriber's public key: base64url of the 65-byte point.
    pub p256dh: String,
    /// The shared secret: base64url of 16 bytes.
    pub auth: String,
}

/// What a phone gets. JSON: `{"frame":"push",…}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "frame", rename_all = "snake_case")]
pub enum DeviceFrame {
    /// A push. Comes again after a new connection, until it is confirmed.
    Push(PushFrame),
    /// Google: too many messages waited and all were dropped; the app must fetch everything.
    DeletedMessages,
}

/// A push as the phone gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushFrame {
    /// Names it in [`PhoneFrame::Confirm`]; grows with time.
    pub id: u64,
    /// When the vendor took it.
    pub sent_at: TimestampMs,
    /// Whether it may have been sent to this phone before.
    pub redelivered: bool,
    /// What the sender said about it.
    pub headers: PushHeaders,
    /// Apple: the request's body. Google: the request's `message`. Both exactly as the sender wrote them. Web Push:
    /// the decrypted message.
    pub payload: String,
}

impl PushFrame {
    /// Google: the data the app gets, `android.data` in place of `data` when both are there. Empty for other vendors
    /// and when there is none.
    pub fn google_data(&self) -> BTreeMap<String, String> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct WithData {
            data: BTreeMap<String, String>,
            android: Option<Box<WithData>>,
        }
        if !matches!(self.headers, PushHeaders::Google(_)) {
            return BTreeMap::new();
        }
        let message: WithData = serde_json::from_str(&self.payload).unwrap_or_default();
        match message.android {
            Some(android) if !android.data.is_empty() => android.data,
            _ => message.data,
        }
    }
}

/// What a sender said about a push, by vendor. JSON: `{"vendor":"apple",…}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "vendor", rename_all = "snake_case")]
pub enum PushHeaders {
    /// Apple.
    Apple(AppleHeaders),
    /// Google.
    Google(GoogleHeaders),
    /// Web Push.
    WebPush(WebPushHeaders),
}

/// Apple's headers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppleHeaders {
    /// `apns-id`: the sender's, or the one made for it.
    pub apns_id: String,
    /// `apns-topic`.
    pub topic: String,
    /// `apns-push-type`; what the payload looks like when the sender said nothing.
    pub push_type: String,
    /// `apns-priority`; 10 when the sender said nothing.
    pub priority: u8,
    /// `apns-expiration`, UNIX seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiration: Option<i64>,
    /// `apns-collapse-id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collapse_id: Option<String>,
}

/// What Android's messaging service tells an app beside the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoogleHeaders {
    /// The message's name at Google.
    pub message_id: String,
    /// The sending project.
    pub from: String,
    /// `high` or `normal`.
    pub priority: String,
    /// How long it could have waited, in seconds.
    pub ttl_secs: u32,
    /// `collapse_key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collapse_key: Option<String>,
}

/// What a Web Push sender said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebPushHeaders {
    /// The message resource's name.
    pub message_id: String,
    /// `Urgency`; `normal` when the sender said nothing.
    pub urgency: String,
    /// How long it may wait, in seconds.
    pub ttl_secs: u32,
    /// `Topic`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// How the payload is written.
    pub encoding: PayloadEncoding,
}

/// How a Web Push payload is written in [`PushFrame::payload`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayloadEncoding {
    /// As it is.
    Text,
    /// base64url without padding, because it is no UTF-8.
    Base64Url,
}

/// What a phone says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "frame", rename_all = "snake_case")]
pub enum PhoneFrame {
    /// It has the push and need not get it again.
    Confirm {
        /// [`PushFrame::id`].
        id: u64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(payload: &str) -> PushFrame {
        PushFrame {
            id: 7,
            sent_at: TimestampMs(1),
            redelivered: false,
            headers: PushHeaders::Google(GoogleHeaders {
                message_id: "m".to_owned(),
                from: "p".to_owned(),
                priority: "high".to_owned(),
                ttl_secs: 60,
                collapse_key: None,
            }),
            payload: payload.to_owned(),
        }
    }

    #[test]
    fn frames_have_the_documented_form() {
        let text = serde_json::to_string(&DeviceFrame::Push(push("{ }"))).unwrap();
        assert_eq!(
            text,
            r#"{"frame":"push","id":7,"sent_at":1,"redelivered":false,"headers":{"vendor":"google","message_id":"m","from":"p","priority":"high","ttl_secs":60},"payload":"{ }"}"#
        );
        assert_eq!(serde_json::to_string(&PhoneFrame::Confirm { id: 7 }).unwrap(), r#"{"frame":"confirm","id":7}"#);
    }

    #[test]
    fn android_data_counts_before_data() {
        let data = |payload| push(payload).google_data().into_values().collect::<Vec<_>>();
        assert_eq!(data(r#"{"data":{"a":"1"},"android":{"priority":"high"}}"#), ["1"]);
        assert_eq!(data(r#"{"data":{"a":"1"},"android":{"data":{"a":"2"}}}"#), ["2"]);
        assert!(data("{}").is_empty());
    }
}
