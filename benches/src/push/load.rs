//! Callers in a closed loop: each asks again as soon as it was answered.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, bail};
use hdrhistogram::Histogram;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
    time::{Instant, sleep},
};

/// What came of a measurement.
pub(super) struct Measured {
    pub(super) answered: u64,
    pub(super) failed: u64,
    pub(super) took: Duration,
    latencies: Histogram<u64>,
}

impl Measured {
    /// Answers a second.
    pub(super) fn rate(&self) -> f64 {
        as_f64(self.answered) / self.took.as_secs_f64()
    }

    /// A latency in milliseconds that this share of all answers did not exceed.
    pub(super) fn ms(&self, share: f64) -> f64 {
        as_f64(self.latencies.value_at_quantile(share)) / 1000.0
    }
}

pub(super) fn as_f64(number: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of a benchmark stay far below 2^52")]
    let float = number as f64;
    float
}

/// Which app the pushes are for.
#[derive(Clone, Copy)]
pub(super) enum App {
    Apple,
    Android,
}

struct Shared {
    next: AtomicU64,
    measuring: AtomicBool,
    stop: AtomicBool,
    stopped: Notify,
}

/// Runs so many callers against a gateway; `at_start` and `at_end` are called around what is measured.
pub(super) async fn run<T>(
    gateway: SocketAddr,
    app: App,
    callers: usize,
    warm_up: Duration,
    measure: Duration,
    probe: impl Fn() -> Result<T>,
) -> Result<(Measured, T, T)> {
    let shared = Arc::new(Shared {
        next: AtomicU64::new(u64::from(std::process::id()) << 32),
        measuring: AtomicBool::new(false),
        stop: AtomicBool::new(false),
        stopped: Notify::new(),
    });
    let tasks: Vec<_> = (0..callers).map(|_| tokio::spawn(caller(gateway, app, Arc::clone(&shared)))).collect();
    sleep(warm_up).await;
    let before = probe()?;
    let started = Instant::now();
    shared.measuring.store(true, Ordering::Relaxed);
    sleep(measure).await;
    shared.measuring.store(false, Ordering::Relaxed);
    let took = started.elapsed();
    let after = probe()?;
    shared.stop.store(true, Ordering::Relaxed);
    shared.stopped.notify_waiters();
    let mut measured = Measured { answered: 0, failed: 0, took, latencies: Histogram::new(3)? };
    for task in tasks {
        let (answered, failed, latencies) = task.await??;
        measured.answered += answered;
        measured.failed += failed;
        measured.latencies.add(latencies)?;
    }
    Ok((measured, before, after))
}

async fn caller(gateway: SocketAddr, app: App, shared: Arc<Shared>) -> Result<(u64, u64, Histogram<u64>)> {
    let mut stream = TcpStream::connect(gateway).await.context("the gateway does not listen")?;
    stream.set_nodelay(true)?;
    let mut latencies = Histogram::new(3)?;
    let (mut answered, mut failed) = (0, 0);
    let (mut request, mut answer) = (String::new(), Vec::with_capacity(4096));
    while !shared.stop.load(Ordering::Relaxed) {
        write(&mut request, app, shared.next.fetch_add(1, Ordering::Relaxed));
        let started = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        let ok = read(&mut stream, &mut answer).await?;
        if shared.measuring.load(Ordering::Relaxed) {
            latencies.record(u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX))?;
            answered += 1;
            failed += u64::from(!ok);
        }
    }
    Ok((answered, failed, latencies))
}

/// Reads one answer; true when the push was accepted.
async fn read(stream: &mut TcpStream, answer: &mut Vec<u8>) -> Result<bool> {
    answer.clear();
    loop {
        if stream.read_buf(answer).await? == 0 {
            bail!("the gateway closed the connection");
        }
        if let Some(head) = answer.windows(4).position(|window| window == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
            let length =
                text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
            if answer.len() >= head + 4 + length.context("an answer without a length")? {
                return Ok(answer.windows(15).any(|window| window == br#"{"status":"OK"}"#));
            }
        }
    }
}

const SIGNATURE: &str = "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJhY2tfaWQiOiJ5Ym5kcmZnOGVqa21jcHF4b3QxdXdpc3phMyIsImRldmljZV9pZCI6ImY4MWQ0ZmFlN2RlYzExZDBhNzY1MDBhMGM5MWU2YmY2ZjgxZDRmYWU3ZGVjMTFkMGE3NjUwMGEwYzkxZTZiZjYifQ.c2lnbmF0dXJlLW9mLWFuLWV4YW1wbGUtbm90LXZlcmlmaWFibGUtYnV0LWFzLWxvbmctYXMtb25l";

/// A full message as a server posts it, about a kilobyte, to one of 50,000 devices.
pub(super) fn body(app: App, number: u64) -> String {
    let (platform, device) = match app {
        App::Apple => ("apple_rn-v2", format!("{:064x}", number % 50_000 + 0xabcd_0000)),
        App::Android => (
            "android_rn-v2",
            format!("device{}:APA91b-bench-token-of-the-usual-length-{}", number % 50_000, "x".repeat(90)),
        ),
    };
    format!(
        r#"{{"ack_id":"{number:0>26}","platform":"{platform}","server_id":"gyxkey4rgsi5oxu77kd8zukxqt","device_id":"{device}","post_id":"{number:p>26}","category":"CAN_REPLY","message":"@alice can you have a look at the third paragraph before lunch? The numbers in it are from last year, I think.","badge":3,"team_id":"1bb9pjuaubdwwopxge8g73wh8j","channel_id":"gkys769f4ssud46zemyx6ooc9d","channel_name":"Town Square","type":"message","sender_id":"j8dmcxs9c4nhtgbzf3pj6k6hpa","sender_name":"bob","version":"v2","is_crt_enabled":false,"is_id_loaded":false,"signature":"{SIGNATURE}"}}"#
    )
}

fn write(request: &mut String, app: App, number: u64) {
    use std::fmt::Write;
    let body = body(app, number);
    request.clear();
    let _ = write!(
        request,
        "POST /api/v1/send_push HTTP/1.1\r\nHost: gateway\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
}
