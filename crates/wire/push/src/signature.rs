use serde::{Deserialize, Serialize};

/// What a gateway writes in the place of a missing signature.
pub const NO_SIGNATURE: &str = "NO_SIGNATURE";

/// What a push's signature covers: a compact JWT, ES256, header `{"alg":"ES256","typ":"JWT"}`, no times. The key is
/// the server's; phones know it as the client config's `AsymmetricSigningPublicKey`.
///
/// Source: `mattermost/mattermost` `server/channels/app/notification_push.go`; verified by
/// `mattermost/mattermost-mobile` `ios/Gekidou/Sources/Gekidou/PushNotification/PushNotification+Signature.swift`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushClaims {
    /// The push's `ack_id`.
    pub ack_id: String,
    /// The raw device token, without the platform in front.
    pub device_id: String,
    /// The recipient; from servers later than 11.6 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}
