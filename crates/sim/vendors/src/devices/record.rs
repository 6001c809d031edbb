use serde::{Deserialize, Serialize};

use countersign_wire_vendor::apns::Environment;

use crate::device::DevicePlatform;

/// A device as it was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeviceRecord {
    pub(crate) token: String,
    pub(crate) platform: DevicePlatform,
    pub(crate) app: String,
    /// Apple.
    pub(crate) environment: Environment,
    /// Google.
    pub(crate) project_id: String,
    /// Web Push.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) keys: Option<SubscriptionKeys>,
}

/// The subscriber's side of a Web Push subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SubscriptionKeys {
    /// base64url of the private scalar.
    pub(crate) private_key: String,
    /// base64url of the public point.
    pub(crate) p256dh: String,
    /// base64url of the shared secret.
    pub(crate) auth: String,
    /// The only sender that may push.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) vapid_key: Option<String>,
}
