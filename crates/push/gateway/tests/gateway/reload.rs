//! New settings while requests come in.

use std::{
    collections::HashSet,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use countersign_loopback::Reply;
use countersign_push::{ApnsCredential, Gateway, VendorConfig};

use crate::{
    process::{Process, free_address, listens},
    support::{Seen, Vendors, ask, hex, message, script, status_of, surroundings, takes_all, until},
};

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
    // Every other time a target is built anew.
    for time in 0..20_usize {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let mut config = config.clone();
        config.targets[0].connections = Some(4 + time / 2 % 2);
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

#[tokio::test]
async fn a_target_that_stays_keeps_its_connections_and_a_key_that_stays_its_tokens() {
    let (apple, google) = takes_all();
    let vendors = Vendors::start(apple, google).await;
    let config = vendors.config();
    let mut gateway = Gateway::start(config.clone(), surroundings(&Arc::new(Seen::default()))).await.unwrap();
    let addr = gateway.addr();
    let send = async |number: u64| {
        assert_eq!(status_of(addr, &message("apple_rn", &hex(number))).await, "OK");
        assert_eq!(status_of(addr, &message("android_rn", &format!("token:{number}"))).await, "OK");
    };
    send(1).await;
    gateway.reload(&config).await.unwrap();
    send(2).await;
    assert_eq!((vendors.apple.connections(), vendors.google.connections()), (1, 1));
    assert_eq!(vendors.tokens.received().len(), 1);
    let mut other = config.clone();
    if let VendorConfig::Apns { topic, .. } = &mut other.targets[0].vendor {
        "com.example.other".clone_into(topic);
    }
    gateway.reload(&other).await.unwrap();
    send(3).await;
    let received = vendors.apple.received();
    assert_eq!(received[2].header("apns-topic"), "com.example.other");
    let tokens: HashSet<_> = received.iter().map(|request| request.header("authorization")).collect();
    assert_eq!(tokens.len(), 1, "Apple refuses tokens that change often");
    assert_eq!((vendors.google.connections(), vendors.tokens.received().len()), (1, 1));
}

#[tokio::test]
async fn a_stopped_target_sends_at_once_when_its_settings_were_mended() {
    let refused = script(|request| match request.header("apns-topic") {
        "com.example.mended" => Reply::status(200),
        _ => Reply::json(400, r#"{"reason":"TopicDisallowed"}"#),
    });
    let vendors = Vendors::start(refused, takes_all().1).await;
    let mut config = vendors.config();
    let mut gateway = Gateway::start(config.clone(), surroundings(&Arc::new(Seen::default()))).await.unwrap();
    let addr = gateway.addr();
    assert_eq!(status_of(addr, &message("apple_rn", &hex(1))).await, "FAIL");
    gateway.reload(&config).await.unwrap();
    assert_eq!(status_of(addr, &message("apple_rn", &hex(2))).await, "FAIL", "nothing was mended");
    assert_eq!(vendors.apple.received().len(), 1);
    if let VendorConfig::Apns { topic, .. } = &mut config.targets[0].vendor {
        "com.example.mended".clone_into(topic);
    }
    gateway.reload(&config).await.unwrap();
    assert_eq!(status_of(addr, &message("apple_rn", &hex(3))).await, "OK");
}

/// A process with an address for operators, and where callers and operators connect.
async fn process(folder: &Path, vendors: &Vendors, arguments: &[&str]) -> (Process, PathBuf, SocketAddr, SocketAddr) {
    let (addr, admin) = (free_address().await, free_address().await);
    let config = vendors.write_config(folder, addr);
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("admin_listen = \"{admin}\"\n{text}")).unwrap();
    let process = Process::start_with(&config, arguments);
    listens(admin).await;
    (process, config, addr, admin)
}

#[tokio::test]
async fn an_operator_reads_the_settings_again_and_is_told_what_is_wrong() {
    let (apple, google) = takes_all();
    let vendors = Vendors::start(apple, google).await;
    let folder = tempfile::tempdir().unwrap();
    let (_process, config, addr, admin) = process(folder.path(), &vendors, &[]).await;
    let good = fs::read_to_string(&config).unwrap();
    let reload = async || ask(admin, "POST", "/reload", "").await;
    fs::write(&config, good.replace("com.example.app", "com.example.other")).unwrap();
    assert_eq!(reload().await.0, 200);
    assert_eq!(status_of(addr, &message("apple_rn", &hex(1))).await, "OK");
    assert_eq!(vendors.apple.received()[0].header("apns-topic"), "com.example.other");
    fs::write(&config, good.replace("key.p8", "absent.p8") + "oops = 1\n").unwrap();
    let (status, _, body) = reload().await;
    let text = String::from_utf8(body.to_vec()).unwrap();
    assert_eq!(status, 422);
    assert!(text.contains("apns[0].key_file: the file cannot be read") && text.contains("fcm[0].oops"), "{text}");
    assert_eq!(status_of(addr, &message("apple_rn", &hex(2))).await, "OK");
    assert_eq!(vendors.apple.received()[1].header("apns-topic"), "com.example.other", "the good state stays");
    assert_eq!(ask(admin, "GET", "/reload", "").await.0, 405);
    assert_eq!(ask(addr, "POST", "/reload", "").await.0, 404, "callers do not reload");
}

#[tokio::test]
async fn a_signal_or_a_changed_file_reads_the_settings_again() {
    let (apple, google) = takes_all();
    let vendors = Vendors::start(apple, google).await;
    let folder = tempfile::tempdir().unwrap();
    let (process, config, addr, _) = process(folder.path(), &vendors, &["--watch"]).await;
    let good = fs::read_to_string(&config).unwrap();
    let number = AtomicU64::new(0);
    let goes_to = async |topic: &str| {
        status_of(addr, &message("apple_rn", &hex(number.fetch_add(1, Ordering::SeqCst)))).await;
        vendors.apple.received().last().unwrap().header("apns-topic") == topic
    };
    fs::write(&config, good.replace("com.example.app", "com.example.signalled")).unwrap();
    process.hang_up();
    until(|| goes_to("com.example.signalled")).await;
    fs::write(&config, good.replace("com.example.app", "com.example.changed")).unwrap();
    until(|| goes_to("com.example.changed")).await;
}
