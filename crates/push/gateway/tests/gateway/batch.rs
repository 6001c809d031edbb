//! Many pushes in one request.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use countersign_loopback::{Received, Reply};
use countersign_push::ThrottleConfig;
use countersign_wire_push::{BatchAnswer, PushStatus};
use http::Request;
use http_body_util::{BodyExt, StreamBody};
use hyper::{
    body::{Frame, Incoming},
    client::conn::http2,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::json;
use tokio::{net::TcpStream, sync::mpsc};

use crate::support::{ask, hex, message, metric, script, site, site_with, soon, takes_all, until};

/// A batch that is being sent over HTTP/2: lines go in, answers come out.
struct Batch {
    lines: Option<mpsc::UnboundedSender<Bytes>>,
    answer: http::Response<Incoming>,
    kept: Vec<u8>,
    driver: tokio::task::JoinHandle<()>,
}

impl Batch {
    async fn begin(addr: SocketAddr) -> Self {
        let stream = TcpStream::connect(addr).await.unwrap();
        let (mut sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        let driver = tokio::spawn(async move {
            let _ = connection.await;
        });
        let (lines, mut inbox) = mpsc::unbounded_channel::<Bytes>();
        let body = StreamBody::new(futures_util::stream::poll_fn(move |cx| {
            inbox.poll_recv(cx).map(|line| line.map(|line| Ok::<_, std::io::Error>(Frame::data(line))))
        }));
        let request = Request::post(format!("http://{addr}/api/v2/send")).body(body).unwrap();
        let answer = soon(sender.send_request(request)).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "application/x-ndjson");
        Self { lines: Some(lines), answer, kept: Vec::new(), driver }
    }

    fn send(&self, text: &str) {
        self.lines.as_ref().unwrap().send(Bytes::copy_from_slice(text.as_bytes())).unwrap();
    }

    fn end(&mut self) {
        self.lines = None;
    }

    /// The next answer; `None` at the end.
    async fn next(&mut self) -> Option<BatchAnswer> {
        loop {
            if let Some(end) = self.kept.iter().position(|byte| *byte == b'\n') {
                let line: Vec<_> = self.kept.drain(..=end).collect();
                return Some(serde_json::from_slice(&line).unwrap());
            }
            match soon(self.answer.body_mut().frame()).await {
                None => return None,
                Some(frame) => self.kept.extend_from_slice(&frame.ok()?.into_data().unwrap()),
            }
        }
    }

    async fn rest(&mut self) -> Vec<BatchAnswer> {
        let mut answers = Vec::new();
        while let Some(answer) = self.next().await {
            answers.push(answer);
        }
        answers.sort_by_key(|answer| answer.index);
        answers
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

fn line(device: u64) -> String {
    format!("{}\n", message("apple_rn", &hex(device)))
}

/// One of sixteen tokens: few enough not to look like a mistake of ours.
fn some_are_dead(request: &Received) -> Reply {
    if request.path.ends_with('1') { Reply::json(410, r#"{"reason":"Unregistered"}"#) } else { Reply::status(200) }
}

#[tokio::test]
async fn each_push_gets_its_own_answer() {
    let patient = |config: &mut countersign_push::GatewayConfig| config.verdict_time = Duration::from_secs(20);
    let site = site_with(script(some_are_dead), takes_all().1, patient).await;
    let mut batch = Batch::begin(site.gateway.addr()).await;
    for device in 0..500 {
        batch.send(&line(device));
    }
    batch.send("not json\n");
    batch.send("\n");
    batch.send(&json!({"server_id": "s", "device_id": "d", "platform": "nothing"}).to_string());
    batch.end();
    let answers = batch.rest().await;
    let indices: Vec<_> = answers.iter().map(|answer| answer.index).collect();
    assert_eq!(indices, (0..501).chain([502]).collect::<Vec<_>>());
    for (device, answer) in answers[..500].iter().enumerate() {
        let expected = if device % 16 == 1 { PushStatus::Remove } else { PushStatus::Ok };
        assert_eq!(answer.answer.status, expected, "{device}");
    }
    let failed = |at: usize, text: &str| {
        let answer = &answers[at].answer;
        answer.status == PushStatus::Fail && answer.error.as_deref().unwrap_or_default().contains(text)
    };
    assert!(failed(500, "Failed to read message body") && failed(501, "missing platform property"), "{answers:?}");
    assert_eq!(site.apple.received().len(), 500);
}

#[tokio::test]
async fn answers_come_before_the_batch_ends_and_in_the_order_of_verdicts() {
    let slow_if_dead = |request: &Received| match some_are_dead(request) {
        reply if format!("{reply:?}").contains("410") => reply.after(Duration::from_millis(150)),
        reply => reply,
    };
    let site = site(script(slow_if_dead), takes_all().1).await;
    let mut batch = Batch::begin(site.gateway.addr()).await;
    batch.send(&line(1));
    batch.send(&line(2));
    assert_eq!(batch.next().await.unwrap().index, 1);
    assert_eq!(batch.next().await.unwrap().index, 0);
    let cut = line(4);
    batch.send(&cut[..100]);
    batch.send(&cut[100..]);
    assert_eq!(batch.next().await.unwrap().index, 2);
    batch.end();
    assert_eq!(batch.next().await, None);
}

#[tokio::test]
async fn a_line_that_is_too_long_costs_only_itself() {
    let (apple, google) = takes_all();
    let site = site(apple, google).await;
    let mut batch = Batch::begin(site.gateway.addr()).await;
    batch.send(&line(1));
    for _ in 0..40 {
        batch.send(&"x".repeat(8192));
    }
    batch.send("\n");
    batch.send(&line(2));
    batch.end();
    let statuses: Vec<_> = batch.rest().await.into_iter().map(|answer| answer.answer.status).collect();
    assert_eq!(statuses, [PushStatus::Ok, PushStatus::Fail, PushStatus::Ok]);
}

#[tokio::test]
async fn it_also_works_over_http_1() {
    let (apple, google) = takes_all();
    let site = site(apple, google).await;
    let body = format!("{}{}", line(1), line(2));
    let (status, _, answer) = ask(site.gateway.addr(), "POST", "/api/v2/send", body).await;
    assert_eq!(status, 200);
    let text = String::from_utf8(answer.to_vec()).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert_eq!(ask(site.gateway.addr(), "GET", "/api/v2/send", "").await.0, 405);
}

#[tokio::test]
async fn pushes_of_a_batch_count_against_the_rate_one_by_one() {
    let (apple, google) = takes_all();
    let limit = ThrottleConfig { per_second: 5, keys: 10, by_headers: Vec::new() };
    let site = site_with(apple, google, |config| config.throttle = Some(limit)).await;
    let mut batch = Batch::begin(site.gateway.addr()).await;
    for device in 0..20 {
        batch.send(&line(device));
    }
    batch.end();
    let answers = batch.rest().await;
    let denied = answers.iter().filter(|answer| answer.is_worth_repeating()).count();
    assert!((13..=15).contains(&denied), "{denied}");
    assert_eq!(site.apple.received().len(), 20 - denied);
}

#[tokio::test]
async fn a_full_queue_is_told_push_by_push() {
    let site =
        site_with(script(|_| Reply::json(503, "")), takes_all().1, |config| config.queue_limits.pushes = 3).await;
    let mut batch = Batch::begin(site.gateway.addr()).await;
    for device in 0..10 {
        batch.send(&line(device));
    }
    batch.end();
    let answers = batch.rest().await;
    let (taken, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.answer.status == PushStatus::Ok);
    assert_eq!((taken.len(), refused.len()), (3, 7));
    assert!(refused.iter().all(|answer| answer.retry_after_secs.is_some_and(|secs| secs > 0)));
}

#[tokio::test]
async fn what_was_read_is_sent_also_when_its_caller_goes_away() {
    let site = site(script(|_| Reply::status(200).after(Duration::from_millis(200))), takes_all().1).await;
    let addr = site.gateway.addr();
    let batch = Batch::begin(addr).await;
    for device in 0..50 {
        batch.send(&line(device));
    }
    soon(site.apple.wait_for(50)).await;
    drop(batch);
    until(|| async { metric(addr, "countersign_push_accepted_total{target=\"apple_rn\"}").await == 50 }).await;
}

#[tokio::test]
async fn a_gateway_that_stops_answers_what_it_has_read_and_no_more() {
    let site = site(script(|_| Reply::status(200).after(Duration::from_millis(200))), takes_all().1).await;
    let mut batch = Batch::begin(site.gateway.addr()).await;
    for device in 0..5 {
        batch.send(&line(device));
    }
    soon(site.apple.wait_for(5)).await;
    let apple = site.apple;
    let stop = tokio::spawn(site.gateway.shutdown());
    assert_eq!(batch.rest().await.len(), 5);
    soon(stop).await.unwrap();
    assert_eq!(apple.received().len(), 5);
}

#[tokio::test]
async fn more_than_may_be_under_way_is_read_later() {
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let open = Arc::clone(&gate);
    let held = script(move |_| {
        if open.available_permits() == 0 {
            Reply::status(200).after(Duration::from_millis(400))
        } else {
            Reply::status(200)
        }
    });
    let site = site_with(held, takes_all().1, |config| config.verdict_time = Duration::from_secs(5)).await;
    let mut batch = Batch::begin(site.gateway.addr()).await;
    for device in 0..1500 {
        batch.send(&line(device));
    }
    batch.end();
    soon(site.apple.wait_for(1)).await;
    let first = soon(batch.next()).await.unwrap();
    assert!(first.index < 1000, "{first:?}");
    gate.add_permits(1);
    assert_eq!(batch.rest().await.len(), 1499);
}
