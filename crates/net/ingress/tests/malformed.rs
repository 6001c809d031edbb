//! Requests that are none, or could be read in two ways.

mod support;

use std::net::SocketAddr;

use countersign_ingress::{Limits, Listener};
use support::{
    client::{send_first, statuses, talk},
    echo, listen,
};

async fn server() -> (Listener, SocketAddr) {
    listen(Limits::default(), echo).await
}

const HIDDEN: &str = "GET /hidden HTTP/1.1\r\nhost: a\r\n\r\n";

#[tokio::test]
async fn length_and_coding_together_are_refused_and_hide_nothing() {
    let (listener, address) = server().await;
    for lines in ["content-length: 4\r\ntransfer-encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 36"]
    {
        let attack = format!("POST /seen HTTP/1.1\r\nhost: a\r\n{lines}\r\n\r\n0\r\n\r\n{HIDDEN}");
        let received = talk(address, &[attack.as_bytes()]).await;
        assert_eq!(statuses(&received), [400], "{received}");
        assert!(!received.contains("hidden"));
    }
    assert_eq!(listener.view().counters().malformed, 2);
}

#[tokio::test]
async fn a_head_torn_where_the_guard_cannot_see_hides_nothing_either() {
    let (_listener, address) = server().await;
    let attack = format!(
        "POST /seen HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{HIDDEN}"
    );
    for cut in 1..attack.len() - HIDDEN.len() {
        let (first, second) = attack.as_bytes().split_at(cut);
        let received = talk(address, &[first, second]).await;
        assert!(!received.contains("hidden"), "cut at {cut}: {received}");
        assert_eq!(statuses(&received).len(), 1, "cut at {cut}: {received}");
    }
}

#[tokio::test]
async fn codings_other_than_chunked_are_not_implemented() {
    let (_listener, address) = server().await;
    for coding in ["gzip", "gzip, chunked", "chunked, gzip", "xchunked", "chunked\r\ntransfer-encoding: chunked"] {
        let attack = format!("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: {coding}\r\n\r\n0\r\n\r\n{HIDDEN}");
        let received = talk(address, &[attack.as_bytes()]).await;
        assert_eq!(statuses(&received), [501], "{coding}: {received}");
        assert!(!received.contains("hidden"));
    }
}

#[tokio::test]
async fn broken_heads_are_refused_and_closed() {
    let (_listener, address) = server().await;
    for head in [
        "hello\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\ncontent-length: abc\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\ncontent-length: +1\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\nx y: z\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\nx: y\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
        "GET / HTTP/9.9\r\nhost: a\r\n\r\n",
        "POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    ] {
        let received = talk(address, &[head.as_bytes(), HIDDEN.as_bytes()]).await;
        assert_eq!(statuses(&received.replace("HTTP/1.0 ", "HTTP/1.1 ")), [400], "{head:?}: {received:?}");
        assert!(!received.contains("hidden"), "{head:?}");
    }
}

#[tokio::test]
async fn other_protocols_are_shown_the_door() {
    let (listener, address) = server().await;
    for hello in
        [&b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"[..], b"\x00\x00\x00\x00", b"SSH-2.0-x\r\n\r\n", &[0xff; 64]]
    {
        let received = talk(address, &[hello, b"\r\n\r\n"]).await;
        assert!(matches!(statuses(&received)[..], [] | [400]), "{received:?}");
    }
    let received = talk(address, &[b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", HIDDEN.as_bytes()]).await;
    assert!(!received.contains("hidden"), "{received:?}");
    assert!(listener.view().counters().malformed >= 4);
}

#[tokio::test]
async fn a_head_that_is_too_long_is_told_so() {
    let (_listener, address) = listen(Limits { max_header_bytes: 16 << 10, ..Limits::default() }, echo).await;
    for length in [20_000, 70_000, 1_200_000] {
        let head = format!("GET / HTTP/1.1\r\nhost: a\r\nx-big: {}\r\n\r\n", "x".repeat(length));
        let received = send_first(address, head.as_bytes()).await;
        assert_eq!(statuses(&received), [431], "{length}: {received:?}");
    }
    let head = format!("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-big: {}\r\n\r\n", "x".repeat(15_000));
    assert_eq!(statuses(&talk(address, &[head.as_bytes()]).await), [200]);
}

#[tokio::test]
async fn an_address_that_is_too_long_is_told_so() {
    let (_listener, address) = listen(Limits { max_header_bytes: 128 << 10, ..Limits::default() }, echo).await;
    let head = format!("GET /{} HTTP/1.1\r\nhost: a\r\n\r\n", "x".repeat(66_000));
    assert_eq!(statuses(&talk(address, &[head.as_bytes()]).await), [414]);
}
