use serde::{Deserialize, Serialize};

use countersign_primitives::TimestampMs;

use crate::open_enum::open_enum;

open_enum! {
    /// Why Apple refused a push: the `reason` of the answer's body. Unknown reasons keep their text.
    Reason {
        /// 400: the collapse id is longer than 64 bytes.
        BadCollapseId = "BadCollapseId",
        /// 400: no device token, or one of the other environment.
        BadDeviceToken = "BadDeviceToken",
        /// 400: malformed `apns-expiration`.
        BadExpirationDate = "BadExpirationDate",
        /// 400: malformed `apns-id`.
        BadMessageId = "BadMessageId",
        /// 400: not 10, 5 or 1, or 10 with a background push.
        BadPriority = "BadPriority",
        /// 400: malformed topic.
        BadTopic = "BadTopic",
        /// 400: the token belongs to another app.
        DeviceTokenNotForTopic = "DeviceTokenNotForTopic",
        /// 400: a header stood twice.
        DuplicateHeaders = "DuplicateHeaders",
        /// 400: the connection was idle for too long.
        IdleTimeout = "IdleTimeout",
        /// 400: unknown `apns-push-type`.
        InvalidPushType = "InvalidPushType",
        /// 400: the path had no token.
        MissingDeviceToken = "MissingDeviceToken",
        /// 400: no topic.
        MissingTopic = "MissingTopic",
        /// 400: no payload.
        PayloadEmpty = "PayloadEmpty",
        /// 400: this credential may not send to this topic.
        TopicDisallowed = "TopicDisallowed",
        /// 403: the certificate is bad.
        BadCertificate = "BadCertificate",
        /// 403: the certificate is for the other environment.
        BadCertificateEnvironment = "BadCertificateEnvironment",
        /// 403: the provider token is older than an hour.
        ExpiredProviderToken = "ExpiredProviderToken",
        /// 403: the key was revoked, or the action is not allowed.
        Forbidden = "Forbidden",
        /// 403: signature, key id or team of the provider token is wrong.
        InvalidProviderToken = "InvalidProviderToken",
        /// 403: neither certificate nor provider token.
        MissingProviderToken = "MissingProviderToken",
        /// 403: the key is not the one this connection is bound to.
        UnrelatedKeyIdInToken = "UnrelatedKeyIdInToken",
        /// 403: the key is not for this environment. Some peers spell it without `Id`.
        BadEnvironmentKeyIdInToken = "BadEnvironmentKeyIdInToken" ["BadEnvironmentKeyInToken"],
        /// 404: the path is wrong.
        BadPath = "BadPath",
        /// 405: the method is not POST.
        MethodNotAllowed = "MethodNotAllowed",
        /// 410: the device token has expired.
        ExpiredToken = "ExpiredToken",
        /// 410: the token is no longer active for the topic.
        Unregistered = "Unregistered",
        /// 413: the payload is over 4,096 bytes (5,120 for calls).
        PayloadTooLarge = "PayloadTooLarge",
        /// 429: the provider token was renewed too often.
        TooManyProviderTokenUpdates = "TooManyProviderTokenUpdates",
        /// 429: too many pushes to this device token.
        TooManyRequests = "TooManyRequests",
        /// 500.
        InternalServerError = "InternalServerError",
        /// 503: try again later.
        ServiceUnavailable = "ServiceUnavailable",
        /// 503: this server is going away.
        Shutdown = "Shutdown",
    }
}

impl Reason {
    /// The status Apple documents for this reason; `None` for unknown ones.
    pub fn documented_status(&self) -> Option<u16> {
        Some(match self {
            Self::BadCollapseId
            | Self::BadDeviceToken
            | Self::BadExpirationDate
            | Self::BadMessageId
            | Self::BadPriority
            | Self::BadTopic
            | Self::DeviceTokenNotForTopic
            | Self::DuplicateHeaders
            | Self::IdleTimeout
            | Self::InvalidPushType
            | Self::MissingDeviceToken
            | Self::MissingTopic
            | Self::PayloadEmpty
            | Self::TopicDisallowed => 400,
            Self::BadCertificate
            | Self::BadCertificateEnvironment
            | Self::ExpiredProviderToken
            | Self::Forbidden
            | Self::InvalidProviderToken
            | Self::MissingProviderToken
            | Self::UnrelatedKeyIdInToken
            | Self::BadEnvironmentKeyIdInToken => 403,
            Self::BadPath => 404,
            Self::MethodNotAllowed => 405,
            Self::ExpiredToken | Self::Unregistered => 410,
            Self::PayloadTooLarge => 413,
            Self::TooManyProviderTokenUpdates | Self::TooManyRequests => 429,
            Self::InternalServerError => 500,
            Self::ServiceUnavailable | Self::Shutdown => 503,
            Self::Other(_) => return None,
        })
    }
}

/// The body of a refusal. Apple may leave it out on 5xx; proxies answer HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// Why.
    pub reason: Reason,
    /// On 410: the last moment Apple knew the token to be invalid for the topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<TimestampMs>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_reason_has_a_status_and_reads_back() {
        assert_eq!(Reason::ALL.len(), 32);
        for reason in Reason::ALL {
            assert!(reason.documented_status().is_some(), "{reason}");
            assert_eq!(Reason::from(reason.as_str()), *reason);
        }
    }

    #[test]
    fn the_other_spelling_and_unknown_reasons_are_read() {
        assert_eq!(Reason::from("BadEnvironmentKeyInToken"), Reason::BadEnvironmentKeyIdInToken);
        assert_eq!(Reason::from("NewIn2030"), Reason::Other("NewIn2030".to_owned()));
    }
}
