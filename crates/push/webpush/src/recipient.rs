//! The device a push is for.

use std::fmt;

use countersign_wire_vendor::webpush::{AUTH_BYTES, Subscription, SubscriptionError};
use p256::PublicKey;
use url::{Host, Url};

use crate::origin::Origin;

/// A device that can be sent to: its server, its path there and its keys.
#[derive(Clone)]
pub struct Recipient {
    /// The push server.
    pub(crate) origin: Origin,
    /// Path and query there. A secret: whoever knows it may send.
    pub(crate) path: String,
    /// The device's public key.
    pub(crate) key: PublicKey,
    /// The secret shared with it.
    pub(crate) auth: [u8; AUTH_BYTES],
}

/// Why a device id names no device that could be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecipientError {
    /// It is no subscription.
    #[error(transparent)]
    Subscription(#[from] SubscriptionError),
    /// The endpoint is no `https:` or `http:` URL with a host, or has a user name or a fragment.
    #[error("the endpoint is not a plain URL")]
    Endpoint,
    /// The key is no point on the curve.
    #[error("the device's key is no point on P-256")]
    Key,
}

impl Recipient {
    /// Reads a device id, without the platform in front of it.
    ///
    /// # Errors
    /// See [`RecipientError`].
    pub fn from_device_id(device_id: &str) -> Result<Self, RecipientError> {
        let subscription = Subscription::from_token(device_id)?;
        let key = PublicKey::from_sec1_bytes(&subscription.p256dh).map_err(|_| RecipientError::Key)?;
        let url = Url::parse(&subscription.endpoint).map_err(|_| RecipientError::Endpoint)?;
        let origin = origin(&url).ok_or(RecipientError::Endpoint)?;
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        Ok(Self { origin, path, key, auth: subscription.auth })
    }
}

impl fmt::Debug for Recipient {
    /// The server alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({}…)", self.origin)
    }
}

fn origin(url: &Url) -> Option<Origin> {
    let is_https = match url.scheme() {
        "https" => true,
        "http" => false,
        _ => return None,
    };
    let has_more = !url.username().is_empty() || url.password().is_some() || url.fragment().is_some();
    let host = url.host().filter(|_| !has_more)?;
    let host = match host {
        Host::Domain(name) => Host::Domain(name.trim_end_matches('.').to_ascii_lowercase()),
        Host::Ipv4(address) => Host::Ipv4(address),
        Host::Ipv6(address) => Host::Ipv6(address),
    };
    if matches!(&host, Host::Domain(name) if name.is_empty()) {
        return None;
    }
    Some(Origin { is_https, host, port: url.port_or_known_default()? })
}

#[cfg(test)]
mod tests {
    use countersign_primitives::SequenceRandom;
    use proptest::prelude::*;

    use super::*;
    use crate::encryption::{draw_key, point};

    fn read(endpoint: &str) -> Result<Recipient, RecipientError> {
        let p256dh = point(&draw_key(&SequenceRandom::new(1)).public_key());
        let token = Subscription { endpoint: endpoint.to_owned(), p256dh, auth: [1; 16] }.to_token();
        Recipient::from_device_id(&token)
    }

    #[test]
    fn an_endpoint_is_split_into_server_and_path() {
        for (endpoint, origin, path) in [
            ("https://Push.Example.COM/a/b?c=d", "https://push.example.com", "/a/b?c=d"),
            ("https://push.example.com.:8443", "https://push.example.com:8443", "/"),
            ("http://[2001:db8::1]:80/x", "http://[2001:db8::1]", "/x"),
            ("https://0x7f.1/x", "https://127.0.0.1", "/x"),
            ("https://a/../b\n", "https://a", "/b"),
        ] {
            let recipient = read(endpoint).unwrap();
            assert_eq!((recipient.origin.to_string().as_str(), recipient.path.as_str()), (origin, path));
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        for endpoint in [
            "ftp://push.example.com/",
            "https://user@push.example.com/",
            "https://:password@push.example.com/",
            "https://push.example.com/#part",
            "https://",
            "https://./",
            "push.example.com/x",
            "file:///etc/passwd",
        ] {
            assert_eq!(read(endpoint).map(drop), Err(RecipientError::Endpoint), "{endpoint}");
        }
    }

    #[test]
    fn a_key_that_is_no_point_is_refused() {
        let token = Subscription { endpoint: "https://a/".to_owned(), p256dh: [4; 65], auth: [1; 16] }.to_token();
        assert_eq!(Recipient::from_device_id(&token).map(drop), Err(RecipientError::Key));
    }

    #[test]
    fn the_path_is_never_printed() {
        assert_eq!(format!("{:?}", read("https://a/secret").unwrap()), "Recipient(https://a…)");
    }

    proptest! {
        #[test]
        fn any_endpoint_is_survived_and_paths_are_plain(endpoint in "(https?://)?[ -~]{0,80}") {
            if let Ok(recipient) = read(&endpoint) {
                prop_assert!(recipient.path.starts_with('/'));
                prop_assert!(recipient.path.bytes().all(|byte| byte.is_ascii_graphic()), "{}", recipient.path);
            }
        }
    }
}
