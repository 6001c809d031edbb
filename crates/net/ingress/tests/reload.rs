//! New certificate files while callers are served.

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use countersign_ingress::{ListenerConfig, ListenerView, TlsFiles};
use hyper_util::rt::TokioIo;
use support::{
    anywhere,
    client::{http1, post, read, tls, tls_get},
    echo,
    pki::{Authority, Files},
    start, wait,
};

fn serial(view: &ListenerView) -> String {
    view.certificate().expect("the listener has TLS").serial
}

#[tokio::test]
async fn new_files_serve_new_connections_and_old_connections_stay() {
    let authority = Authority::new("tests");
    let files = Files::new(&authority.issue("localhost", 0x11));
    let (listener, address) = start(ListenerConfig::tcp("test", anywhere()).with_tls(files.tls()), echo).await;
    let view = listener.view();
    let mut old = http1(TokioIo::new(tls(address, authority.client(None, &[])).await.unwrap())).await.unwrap();
    assert_eq!(old.send_request(post("/", "before")).await.unwrap().status(), 200);

    let other = Authority::new("others");
    let pair = other.issue("localhost", 0x22);
    files.put("server.crt", &pair.certificate);
    files.put("server.key", &pair.key);
    view.reload().await.unwrap();

    assert_eq!(serial(&view), "22");
    assert!(tls_get(address, authority.client(None, &[]), "/").await.is_err());
    assert!(tls_get(address, other.client(None, &[]), "/").await.is_ok());
    let response = old.send_request(post("/", "after")).await.unwrap();
    assert_eq!(read(response).await.unwrap().1, "POST / after");
}

#[tokio::test]
async fn bad_files_never_replace_good_ones() {
    let authority = Authority::new("tests");
    let files = Files::new(&authority.issue("localhost", 0x11));
    let (listener, address) = start(ListenerConfig::tcp("test", anywhere()).with_tls(files.tls()), echo).await;
    let view = listener.view();
    let stranger = authority.issue("localhost", 0x22);
    for (certificate, key) in [("", ""), ("junk", "junk"), (&*stranger.certificate, "")] {
        files.put("server.crt", certificate);
        files.put("server.key", key);
        assert!(view.reload().await.is_err());
        assert!(tls_get(address, authority.client(None, &[]), "/").await.is_ok());
    }
    assert_eq!(serial(&view), "11");
    assert_eq!((view.counters().reloads, view.counters().reloads_failed), (0, 3));
}

#[tokio::test]
async fn changed_files_are_noticed() {
    let authority = Authority::new("tests");
    let files = Files::new(&authority.issue("localhost", 0x11));
    let watching = TlsFiles { watch_interval: Some(Duration::from_millis(5)), ..files.tls() };
    let (listener, _) = start(ListenerConfig::tcp("test", anywhere()).with_tls(watching), echo).await;
    let view = listener.view();

    // The certificate first, as tools do: until the key follows the two are no pair.
    let pair = authority.issue("localhost", 0x22);
    files.put("server.crt", &pair.certificate);
    wait::until("a failed attempt", || view.counters().reloads_failed >= 1).await;
    assert_eq!(serial(&view), "11");
    files.put("server.key", &pair.key);
    wait::until("the new pair", || serial(&view) == "22").await;

    // In place, as an editor does.
    let pair = authority.issue("localhost", 0x33);
    std::fs::write(files.path("server.key"), &pair.key).unwrap();
    std::fs::write(files.path("server.crt"), &pair.certificate).unwrap();
    wait::until("the third pair", || serial(&view) == "33").await;
}

#[tokio::test]
async fn a_symbolic_link_that_moves_is_noticed() {
    let authority = Authority::new("tests");
    let (one, two) = (Files::new(&authority.issue("localhost", 0x11)), Files::new(&authority.issue("localhost", 0x22)));
    let folder = tempfile::tempdir().unwrap();
    let link = |files: &Files| {
        let new = folder.path().join("new");
        std::os::unix::fs::symlink(files.path(""), &new).unwrap();
        std::fs::rename(new, folder.path().join("live")).unwrap();
    };
    link(&one);
    let live = folder.path().join("live");
    let interval = Some(Duration::from_millis(5));
    let files =
        TlsFiles { watch_interval: interval, ..TlsFiles::new(live.join("server.crt"), live.join("server.key")) };
    let (listener, _) = start(ListenerConfig::tcp("test", anywhere()).with_tls(files), echo).await;
    assert_eq!(serial(&listener.view()), "11");
    link(&two);
    wait::until("the other folder", || serial(&listener.view()) == "22").await;
}

#[tokio::test]
async fn reloads_under_load_drop_no_request() {
    let authority = Authority::new("tests");
    let pairs = [authority.issue("localhost", 0x11), authority.issue("localhost", 0x22)];
    let files = Files::new(&pairs[0]);
    let (listener, address) = start(ListenerConfig::tcp("test", anywhere()).with_tls(files.tls()), echo).await;
    let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let callers: Vec<_> = (0..4)
        .map(|caller| {
            let (config, stop, answered) = (authority.client(None, &[]), stop.clone(), answered.clone());
            tokio::spawn(async move {
                while !stop.load(Ordering::SeqCst) {
                    // Half of them on connections of their own for each request, half on one for twenty.
                    let requests = if caller % 2 == 0 { 1 } else { 20 };
                    let mut sender = http1(TokioIo::new(tls(address, config.clone()).await?)).await?;
                    for _ in 0..requests {
                        let response = sender.send_request(post("/", "x")).await?;
                        anyhow::ensure!(read(response).await?.0 == 200);
                        answered.fetch_add(1, Ordering::SeqCst);
                        sender.ready().await?;
                    }
                }
                anyhow::Ok(())
            })
        })
        .collect();
    for round in 0..50 {
        let pair = &pairs[round % 2];
        files.put("server.crt", &pair.certificate);
        files.put("server.key", &pair.key);
        listener.view().reload().await.unwrap();
        let before = answered.load(Ordering::SeqCst);
        wait::until("requests between two reloads", || answered.load(Ordering::SeqCst) >= before + 10).await;
    }
    stop.store(true, Ordering::SeqCst);
    for caller in callers {
        caller.await.unwrap().unwrap();
    }
    assert_eq!(listener.view().counters().handshakes_failed, 0);
}
