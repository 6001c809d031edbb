//! How many streams and connections the pool uses.

use std::time::Duration;

use crate::support::{Frames, HOST, clear_pool, limits, pool, post, post_many, post_within, soon};
use countersign_egress::{Fate, PoolLimits, SendError};
use countersign_loopback::{Authority, Peer, PeerOptions, Reply};
use tokio::net::TcpListener;

#[tokio::test]
async fn requests_share_one_connection() {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST), |_| Reply::json(200, "{}")).await;
    let pool = pool(&authority, peer.address(), limits());
    for _ in 0..20 {
        let answer = post(&pool, "/x").await.unwrap();
        assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, &b"{}"[..]));
    }
    assert_eq!((peer.connections(), pool.stats().opened), (1, 1));
    let first = &peer.received()[0];
    assert_eq!((first.method.as_str(), first.path.as_str(), first.authority.as_str()), ("POST", "/x", HOST));
}

#[tokio::test]
async fn the_peers_stream_limit_is_kept() {
    let authority = Authority::new();
    let slow = |_: &_| Reply::status(200).after(Duration::from_millis(5));
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST).streams(3), slow).await;
    let pool = pool(&authority, peer.address(), PoolLimits { connections: 1, ..limits() });
    assert!(soon(post_many(&pool, 40)).await.iter().all(Result::is_ok));
    assert!(peer.peak_in_flight() <= 3, "{}", peer.peak_in_flight());
    assert_eq!(pool.stats().in_flight, 0);
}

#[tokio::test]
async fn before_the_first_settings_there_is_one_stream_and_one_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let pool = clear_pool(listener.local_addr().unwrap(), limits());
    let requests = tokio::spawn({
        let pool = pool.clone();
        async move { post_many(&pool, 5).await }
    });
    let mut frames = soon(Frames::accept(&listener)).await;
    let first = soon(frames.request()).await.unwrap();
    // Nothing else may come until the limit is known.
    let early = tokio::time::timeout(Duration::from_millis(100), async {
        tokio::select! { stream = frames.request() => stream, _ = listener.accept() => None }
    });
    assert!(early.await.is_err(), "a second request or connection came before SETTINGS");
    frames.settings(100).await;
    frames.answer(first).await;
    for _ in 0..4 {
        let stream = soon(frames.request()).await.unwrap();
        frames.answer(stream).await;
    }
    assert!(soon(requests).await.unwrap().iter().all(Result::is_ok));
}

#[tokio::test]
async fn more_connections_are_opened_up_to_the_bound() {
    let authority = Authority::new();
    let slow = |_: &_| Reply::status(200).after(Duration::from_millis(40));
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST).streams(2), slow).await;
    let pool = pool(&authority, peer.address(), PoolLimits { connections: 3, ..limits() });
    assert!(soon(post_many(&pool, 60)).await.iter().all(Result::is_ok));
    assert_eq!(peer.connections(), 3);
    assert_eq!(pool.stats().connections, 3);
}

#[tokio::test]
async fn a_connection_that_suffices_stays_alone() {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST), |_| Reply::status(200)).await;
    let pool = pool(&authority, peer.address(), limits());
    assert!(soon(post_many(&pool, 500)).await.iter().all(Result::is_ok));
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn only_so_many_requests_may_wait() {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST).streams(1), |_| Reply::hang()).await;
    let pool = pool(&authority, peer.address(), PoolLimits { connections: 1, waiting: 2, ..limits() });
    let hanging = tokio::spawn({
        let pool = pool.clone();
        async move { post(&pool, "/first").await }
    });
    soon(peer.wait_for(1)).await;
    let (a, b, c) = tokio::join!(
        post_within(&pool, "/a", Duration::from_millis(200)),
        post_within(&pool, "/b", Duration::from_millis(200)),
        post_within(&pool, "/c", Duration::from_secs(10)),
    );
    for result in [a, b, c] {
        let error = result.unwrap_err();
        assert!(matches!(error, SendError::Saturated), "{error}");
        assert_eq!(error.fate(), Fate::NotProcessed);
    }
    assert_eq!(pool.stats().waiting, 0);
    hanging.abort();
}

#[tokio::test]
async fn a_pool_can_connect_ahead() {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST), |_| Reply::status(200)).await;
    let pool = pool(&authority, peer.address(), limits());
    pool.warm();
    pool.warm();
    soon(async {
        while pool.stats().connections == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    post(&pool, "/x").await.unwrap();
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn requests_given_up_at_once_do_not_spoil_the_next_one() {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST).streams(1), |_| Reply::status(200)).await;
    let pool = pool(&authority, peer.address(), PoolLimits { connections: 1, ..limits() });
    assert_eq!(post(&pool, "/first").await.unwrap().status, 200);
    for round in 0..20 {
        // Handed to the library, and dropped before the connection has looked at it: the stream is still taken there.
        for _ in 0..3 {
            let given_up = post(&pool, "/given-up");
            tokio::select! {
                biased;
                _ = given_up => {}
                () = std::future::ready(()) => {}
            }
        }
        let answer = soon(post(&pool, "/next")).await;
        assert!(answer.is_ok(), "{round}: {answer:?}");
    }
}
