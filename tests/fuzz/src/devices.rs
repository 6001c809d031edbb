//! Device ids: strangers choose them, and they become paths and addresses.

use std::net::IpAddr;

use countersign_webpush::{Guard, HostRule, Recipient};
use countersign_wire_vendor::{
    apns::{device_path, is_device_token},
    fcm::is_registration_token,
    webpush::Subscription,
};
use url::{Host, Url};

/// What is taken adds no segment, no query and no header to a request.
pub(crate) fn device_token(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    assert_eq!(is_device_token(text), device_path(text).is_some());
    if let Some(path) = device_path(text) {
        let token = path.strip_prefix("/3/device/").expect("it is a device's path");
        assert!(token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{path:?}");
    }
    if is_registration_token(text) {
        assert!(text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\'), "{text:?}");
    }
}

/// What is taken by default leads to the internet, by TLS, at a usual port; judged here without the guard's own tables.
pub(crate) fn subscription(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    // Either what a device sent, or the endpoint inside of it.
    let endpoint = Subscription { endpoint: text.to_owned(), ..sound() };
    for device_id in [text.to_owned(), endpoint.to_token()] {
        if let Ok(subscription) = Subscription::from_token(&device_id) {
            let again = Subscription::from_token(&subscription.to_token()).expect("what was read can be written");
            assert_eq!(again.endpoint, subscription.endpoint);
        }
        let taken = Guard::default().takes(&device_id);
        let Ok(recipient) = Recipient::from_device_id(&device_id) else {
            assert!(!taken, "nobody to send to: {device_id}");
            continue;
        };
        assert!(!format!("{recipient:?}").contains('?'), "only the server is shown");
        if taken {
            let read = Subscription::from_token(&device_id).expect("it was read before");
            let url = Url::parse(&read.endpoint).expect("it was read before");
            assert_eq!(url.scheme(), "https", "{url}");
            assert!(matches!(url.port_or_known_default(), Some(443 | 8443)), "{url}");
            match url.host() {
                Some(Host::Ipv4(address)) => assert_outside(address.into()),
                Some(Host::Ipv6(address)) => assert_outside(address.to_canonical()),
                Some(Host::Domain(name)) => assert!(!name.is_empty()),
                None => panic!("no host: {url}"),
            }
        }
    }
}

fn assert_outside(address: IpAddr) {
    let inside = match address {
        IpAddr::V4(four) => {
            four.is_private()
                || four.is_link_local()
                || four.is_broadcast()
                || four.is_documentation()
                || four.octets()[0] == 0
                || (four.octets()[0] == 100 && four.octets()[1] & 0xc0 == 64)
        }
        IpAddr::V6(six) => six.is_unique_local() || six.is_unicast_link_local(),
    };
    let special = address.is_loopback() || address.is_unspecified() || address.is_multicast();
    assert!(!inside && !special, "{address} is not on the internet");
}

/// A subscription that only lacks its endpoint: the generator of the curve is a public key.
fn sound() -> Subscription {
    const GENERATOR: &str = "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296\
                             4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
    let bytes: Vec<_> = GENERATOR
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("digits"), 16).expect("digits"))
        .collect();
    Subscription {
        endpoint: "https://push.example.com/".to_owned(),
        p256dh: bytes.try_into().expect("65 bytes"),
        auth: [7; 16],
    }
}

/// A rule that is read names hosts, and none but them: a server that it does not name stays forbidden.
pub(crate) fn host_rule(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(rule) = text.parse::<HostRule>() else { return };
    let guard = Guard { allowed_hosts: vec![rule], ..Guard::default() };
    let inside = Subscription { endpoint: "https://10.99.88.77/".to_owned(), ..sound() }.to_token();
    assert!(
        !guard.takes(&inside)
            || text.contains("10.99.88.77")
            || !text.bytes().all(|byte| byte.is_ascii_graphic())
            || reads_as_that(text)
    );
}

/// Addresses may be written in many ways, all of which mean the same.
fn reads_as_that(text: &str) -> bool {
    let host = text.trim().rsplit_once(':').map_or(text.trim(), |(host, _)| host);
    [host, text.trim()]
        .into_iter()
        .any(|host| matches!(Host::parse(host), Ok(Host::Ipv4(address)) if address.octets() == [10, 99, 88, 77]))
}
