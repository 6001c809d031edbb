//! New settings while requests come in.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use countersign_push::{ApnsCredential, Gateway, VendorConfig};

use crate::support::{Seen, Vendors, hex, message, status_of, surroundings, takes_all};

#[tokio::test]
async fn reloading_under_load_fails_no_request() {
    let (apple, google) = takes_all();
    let vendors = Vendors::start(apple, google).await;
    let config = vendors.config();
    let mut gateway = Gateway::start(config.clone(), surroundings(&Arc::new(Seen::default()))).await.unwrap();
    let addr = gateway.addr();
    let (stop, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let callers: Vec<_> = (0..8)
        .map(|caller| {
            let (stop, sent) = (Arc::clone(&stop), Arc::clone(&sent));
            tokio::spawn(async move {
                while !stop.load(Ordering::SeqCst) {
                    let number = sent.fetch_add(1, Ordering::SeqCst);
                    let status = status_of(addr, &message("apple_rn", &hex(caller * 1_000_000 + number))).await;
                    assert_eq!(status, "OK");
                }
            })
        })
        .collect();
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        gateway.reload(&config).await.unwrap();
    }
    stop.store(true, Ordering::SeqCst);
    for caller in callers {
        caller.await.unwrap();
    }
    assert!(sent.load(Ordering::SeqCst) > 20);
}

#[tokio::test]
async fn a_bad_reload_changes_nothing() {
    let (apple, google) = takes_all();
    let vendors = Vendors::start(apple, google).await;
    let config = vendors.config();
    let mut gateway = Gateway::start(config.clone(), surroundings(&Arc::new(Seen::default()))).await.unwrap();
    let mut bad = config.clone();
    if let VendorConfig::Apns { credential: ApnsCredential::Token { key_pem, .. }, .. } = &mut bad.targets[0].vendor {
        *key_pem = "not a key".to_owned().into();
    }
    let error = gateway.reload(&bad).await.unwrap_err().to_string();
    assert!(error.contains("apple_rn") && !error.contains("not a key\""), "{error}");
    assert_eq!(status_of(gateway.addr(), &message("apple_rn", &hex(1))).await, "OK");
}
