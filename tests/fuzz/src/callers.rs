//! What callers send.

use std::net::IpAddr;

use countersign_ingress::TrustedForwarders;
use countersign_push::parsers;
use http::{HeaderMap, HeaderValue};

/// What was read is written and read again without a change.
pub(crate) fn push_body(bytes: &[u8]) {
    if let Some(message) = parsers::push(bytes) {
        let written = serde_json::to_vec(&message).expect("a message can be written");
        assert_eq!(parsers::push(&written), Some(message));
    }
}

pub(crate) fn ack_body(bytes: &[u8]) {
    if let Some(ack) = parsers::ack(bytes) {
        let written = serde_json::to_vec(&ack).expect("a receipt can be written");
        assert_eq!(parsers::ack(&written), Some(ack));
    }
}

/// A signature that is understood names a key and was made at one time; what is signed has as many lines as it should.
pub(crate) fn signature_input(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(signed) = parsers::signature_base(text) {
        assert!(signed.ends_with(text.trim().split_once('=').expect("it has a label").1));
        assert!(signed.lines().all(|line| line.starts_with('"')), "{signed:?}");
    }
}

/// Whoever connects can write the header: without a proxy that is trusted it decides nothing.
pub(crate) fn forwarded(bytes: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
    let mut headers = HeaderMap::new();
    for name in ["forwarded", "x-forwarded-for", "x-real-ip", "x-forwarded-proto", "x-forwarded-host"] {
        headers.insert(name, value.clone());
    }
    let connection: IpAddr = [192, 0, 2, 1].into();
    let client = TrustedForwarders::none().client(Some(connection), &headers);
    assert_eq!(client.address, Some(connection));
    let trusted = TrustedForwarders::new(["192.0.2.0/24".parse().expect("a network")], false);
    let _ = trusted.client(Some(connection), &headers);
}
