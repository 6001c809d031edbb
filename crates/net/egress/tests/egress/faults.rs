//! What the pool makes of resets, GOAWAYs, lost connections and silence.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use crate::support::{Frames, HOST, clear_pool, limits, pool, post, post_many, post_within, soon};
use countersign_egress::{Fate, PoolLimits, SendError};
use countersign_loopback::{Authority, Peer, PeerOptions, Received, Reply};
use tokio::net::TcpListener;

const REFUSED_STREAM: u32 = 7;
const INTERNAL_ERROR: u32 = 2;
const ENHANCE_YOUR_CALM: u32 = 11;

/// Does the odd thing for the first request and answers all further ones.
fn once(first: impl Fn() -> Reply) -> impl Fn(&Received) -> Reply {
    let seen = AtomicUsize::new(0);
    move |_| if seen.fetch_add(1, Ordering::SeqCst) == 0 { first() } else { Reply::status(200) }
}

#[tokio::test]
async fn a_refused_stream_is_sent_again_at_once() {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST), once(|| Reply::reset(REFUSED_STREAM))).await;
    let pool = pool(&authority, peer.address(), limits());
    assert_eq!(post(&pool, "/x").await.unwrap().status, 200);
    assert_eq!((peer.received().len(), pool.stats().resent), (2, 1));
}

#[tokio::test]
async fn a_stream_refused_for_ever_is_given_up_as_not_processed() {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST), |_| Reply::reset(REFUSED_STREAM)).await;
    let pool = pool(&authority, peer.address(), limits());
    let error = post(&pool, "/x").await.unwrap_err();
    assert!(matches!(error, SendError::Refused), "{error}");
    assert_eq!((error.fate(), peer.received().len()), (Fate::NotProcessed, 4));
}

#[tokio::test]
async fn any_other_reset_is_of_unknown_fate_and_not_repeated() {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST), |_| Reply::reset(INTERNAL_ERROR)).await;
    let pool = pool(&authority, peer.address(), limits());
    let error = post(&pool, "/x").await.unwrap_err();
    assert!(matches!(error, SendError::Reset(INTERNAL_ERROR)), "{error}");
    assert_eq!((error.fate(), peer.received().len()), (Fate::Unknown, 1));
}

#[tokio::test]
async fn a_stream_above_the_goaway_goes_to_another_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let pool = clear_pool(listener.local_addr().unwrap(), limits());
    let request = tokio::spawn({
        let pool = pool.clone();
        async move { post(&pool, "/x").await }
    });
    let mut first = soon(Frames::accept(&listener)).await;
    first.settings(100).await;
    soon(first.request()).await.unwrap();
    first.goaway(0).await;
    let mut second = soon(Frames::accept(&listener)).await;
    second.settings(100).await;
    let stream = soon(second.request()).await.unwrap();
    second.answer(stream).await;
    assert_eq!(soon(request).await.unwrap().unwrap().status, 200);
}

#[tokio::test]
async fn a_stream_below_the_goaway_is_waited_for_and_of_unknown_fate_when_the_connection_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let pool = clear_pool(listener.local_addr().unwrap(), limits());
    let requests = tokio::spawn({
        let pool = pool.clone();
        async move { post_many(&pool, 2).await }
    });
    let mut frames = soon(Frames::accept(&listener)).await;
    frames.settings(100).await;
    let first = soon(frames.request()).await.unwrap();
    let second = soon(frames.request()).await.unwrap();
    frames.goaway(second).await;
    frames.answer(first).await;
    soon(frames.close()).await;
    let mut results = soon(requests).await.unwrap();
    results.sort_by_key(Result::is_err);
    assert_eq!(results[0].as_ref().unwrap().status, 200);
    assert_eq!(results[1].as_ref().unwrap_err().fate(), Fate::Unknown);
}

#[tokio::test]
async fn after_a_graceful_goaway_the_next_request_takes_a_new_connection() {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST), once(Reply::graceful_goaway)).await;
    let pool = pool(&authority, peer.address(), limits());
    for _ in 0..2 {
        assert_eq!(soon(post(&pool, "/x")).await.unwrap().status, 200);
    }
    let received = peer.received();
    assert_eq!(received.iter().map(|request| request.connection).collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn an_abrupt_goaway_and_a_closed_connection_are_of_unknown_fate() {
    for first in [|| Reply::abrupt_goaway(ENHANCE_YOUR_CALM), Reply::close] {
        let authority = Authority::new();
        let peer = Peer::http2(PeerOptions::tls(&authority, HOST), once(first)).await;
        let pool = pool(&authority, peer.address(), limits());
        let error = soon(post(&pool, "/x")).await.unwrap_err();
        assert_eq!(error.fate(), Fate::Unknown, "{error}");
        assert_eq!(soon(post(&pool, "/x")).await.unwrap().status, 200);
        assert_eq!((peer.connections(), peer.received().len()), (2, 2));
    }
}

#[tokio::test]
async fn silence_ends_at_the_deadline_and_frees_the_stream() {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST).streams(1), once(Reply::hang)).await;
    let pool = pool(&authority, peer.address(), PoolLimits { connections: 1, ..limits() });
    let error = post_within(&pool, "/x", Duration::from_millis(100)).await.unwrap_err();
    assert!(matches!(error, SendError::TimedOut), "{error}");
    assert_eq!(error.fate(), Fate::Unknown);
    assert_eq!(soon(post(&pool, "/y")).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_retired_connection_finishes_what_it_has_and_takes_nothing_new() {
    let authority = Authority::new();
    let slow = once(|| Reply::status(200).after(Duration::from_millis(50)));
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST), slow).await;
    let pool = pool(&authority, peer.address(), limits());
    let first = post(&pool, "/x").await.unwrap();
    pool.retire(first.connection);
    let second = post(&pool, "/y").await.unwrap();
    assert_ne!(first.connection, second.connection);
    assert_eq!(peer.received()[1].connection, 2);
}

#[tokio::test]
async fn a_connection_that_leaves_a_ping_unanswered_is_replaced() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let limits =
        PoolLimits { ping_after: Duration::from_millis(20), ping_timeout: Duration::from_millis(50), ..limits() };
    let pool = clear_pool(listener.local_addr().unwrap(), limits);
    let lost = tokio::spawn({
        let pool = pool.clone();
        async move { post(&pool, "/x").await }
    });
    let mut silent = soon(Frames::accept(&listener)).await;
    silent.settings(100).await;
    let error = soon(lost).await.unwrap().unwrap_err();
    assert_eq!(error.fate(), Fate::Unknown, "{error}");
    let next = tokio::spawn({
        let pool = pool.clone();
        async move { post(&pool, "/y").await }
    });
    let mut second = soon(Frames::accept(&listener)).await;
    second.settings(100).await;
    let stream = soon(second.request()).await.unwrap();
    second.answer(stream).await;
    assert_eq!(soon(next).await.unwrap().unwrap().status, 200);
}

#[tokio::test]
async fn a_huge_answer_is_cut() {
    let authority = Authority::new();
    let huge = |_: &_| Reply::json(400, "x".repeat(1 << 20));
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST), huge).await;
    let pool = pool(&authority, peer.address(), limits());
    for _ in 0..3 {
        let answer = soon(post(&pool, "/x")).await.unwrap();
        assert_eq!((answer.body.len(), answer.truncated), (16 * 1024, true));
    }
    assert_eq!(peer.connections(), 1);
}
