//! Bodies that are too long, too slow or cut.

mod support;

use std::time::{Duration, Instant};

use countersign_ingress::{BodyPace, Limits};
use support::{
    client::{self, send_first, statuses, talk},
    echo, listen, wait,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const HEAD: &str = "POST / HTTP/1.1\r\nhost: a\r\n";

#[tokio::test]
async fn a_body_of_the_allowed_length_passes_in_any_form() {
    let (_listener, address) = listen(Limits::default(), echo).await;
    let body = "x".repeat(64 << 10);
    let plain = format!("{HEAD}connection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    assert_eq!(statuses(&talk(address, &[plain.as_bytes()]).await), [200]);
    let (one, two) = body.split_at(1_000);
    let chunks = format!("{:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n", one.len(), two.len());
    let chunked = format!("{HEAD}connection: close\r\ntransfer-encoding: chunked\r\n\r\n{chunks}");
    let received = talk(address, &[chunked.as_bytes()]).await;
    assert_eq!(statuses(&received), [200]);
    assert!(received.ends_with(&body));
}

#[tokio::test]
async fn an_announced_body_that_is_too_long_is_refused_before_it_is_read() {
    let (_listener, address) = listen(Limits::default(), echo).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{HEAD}content-length: 20000000\r\n\r\n").as_bytes()).await.unwrap();
    client::read_until(&mut stream, "413 Payload Too Large").await;
}

#[tokio::test]
async fn a_caller_that_sends_all_first_still_gets_its_413() {
    let (_listener, address) = listen(Limits::default(), echo).await;
    let whole = format!("{HEAD}content-length: 20000000\r\n\r\n{}", "x".repeat(20_000_000));
    assert_eq!(statuses(&send_first(address, whole.as_bytes()).await), [413]);
}

#[tokio::test]
async fn a_body_that_hides_its_length_is_refused_when_it_is_too_long() {
    let (_listener, address) = listen(Limits::default(), echo).await;
    let chunk = format!("8000\r\n{}\r\n", "x".repeat(0x8000));
    let whole = format!("{HEAD}transfer-encoding: chunked\r\n\r\n{}", chunk.repeat(100));
    assert_eq!(statuses(&talk(address, &[whole.as_bytes()]).await), [413]);
}

#[tokio::test]
async fn a_caller_that_never_ends_is_let_go_of() {
    let limits = Limits { linger: Duration::from_millis(200), ..Limits::default() };
    let (listener, address) = listen(limits, echo).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{HEAD}content-length: 20000000\r\n\r\n").as_bytes()).await.unwrap();
    wait::until("the end", || listener.view().counters().open == 0).await;
}

#[tokio::test]
async fn silence_in_the_middle_of_a_body_is_answered_408() {
    let body = BodyPace { pause: Duration::from_millis(150), ..BodyPace::default() };
    let (listener, address) = listen(Limits { body, ..Limits::default() }, echo).await;
    let received = talk(address, &[format!("{HEAD}content-length: 10\r\n\r\nhalf").as_bytes()]).await;
    assert_eq!(statuses(&received), [408], "{received}");
    assert_eq!(listener.view().counters().body_timeouts, 1);
}

#[tokio::test]
async fn a_body_in_drops_is_answered_408() {
    let body = BodyPace { pause: Duration::from_secs(10), min_bytes_per_sec: 1_000, grace: Duration::from_millis(200) };
    let (_listener, address) = listen(Limits { body, ..Limits::default() }, echo).await;
    let (mut reading, mut writing) = TcpStream::connect(address).await.unwrap().into_split();
    writing.write_all(format!("{HEAD}content-length: 1000\r\n\r\n").as_bytes()).await.unwrap();
    let start = Instant::now();
    let dripping = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(Duration::from_millis(10));
        loop {
            ticks.tick().await;
            if writing.write_all(b"x").await.is_err() {
                return;
            }
        }
    });
    client::read_until(&mut reading, "408 Request Timeout").await;
    assert!(start.elapsed() < Duration::from_secs(5));
    dripping.abort();
}

#[tokio::test]
async fn a_body_that_is_cut_never_counts_as_whole() {
    let (_listener, address) = listen(Limits::default(), echo).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{HEAD}content-length: 10\r\n\r\nhalf").as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut received = String::new();
    let _ = wait::soon("the end", stream.read_to_string(&mut received)).await;
    assert!(matches!(statuses(&received)[..], [] | [400]), "{received}");
}
