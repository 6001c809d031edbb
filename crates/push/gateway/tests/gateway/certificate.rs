//! Client certificates for Apple.

use std::sync::Arc;

use countersign_loopback::{Peer, PeerOptions, Reply};
use countersign_push::{ApnsCredential, Gateway, VendorConfig};

use crate::support::{APPLE, Seen, Vendors, hex, message, metric, status_of, surroundings, takes_all};

#[tokio::test]
async fn a_certificate_is_shown_to_apple_and_its_end_in_the_metrics() {
    let vendors = Vendors::start(takes_all().0, takes_all().1).await;
    let options = PeerOptions { tls: Some(vendors.authority.server(APPLE, &["h2"], true)), streams: Some(1000) };
    let apple = Peer::http2(options, |request| {
        let shown = request.client_certificate.is_some() && request.headers.get("authorization").is_none();
        if shown { Reply::status(200) } else { Reply::json(403, r#"{"reason":"MissingProviderToken"}"#) }
    })
    .await;
    let mut config = vendors.config();
    let issued = vendors.authority.issue(&["com.example.app"]);
    if let VendorConfig::Apns { credential, endpoint, .. } = &mut config.targets[0].vendor {
        // The key first: people concatenate in either order.
        let file = (issued.key_pem + &issued.certificate_pem).into_bytes().into();
        *credential = ApnsCredential::Certificate { file, password: String::new().into() };
        *endpoint = endpoint.take().map(|endpoint| endpoint.via("127.0.0.1", apple.address().port()));
    }
    let gateway = Gateway::start(config, surroundings(&Arc::new(Seen::default()))).await.unwrap();
    assert_eq!(status_of(gateway.addr(), &message("apple_rn", &hex(1))).await, "OK");
    let sample = r#"countersign_push_certificate_not_after_timestamp_seconds{target="apple_rn"}"#;
    let year_4096 = 67_090_118_400;
    assert_eq!(metric(gateway.addr(), sample).await, year_4096);
}
