//! Callers in a closed loop: each asks again as soon as it was answered.

mod request;

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
use memchr::memmem;
use parking_lot::Mutex;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep},
};

use request::PushRequest;
pub(super) use request::{App, body};

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

/// Longer ones count as this long: a minute.
const MOST_US: u64 = 60_000_000;

struct Shared {
    next: AtomicU64,
    measuring: AtomicBool,
    stop: AtomicBool,
    answers: Mutex<Answers>,
}

struct Answers {
    answered: u64,
    failed: u64,
    latencies: Histogram<u64>,
}

impl Shared {
    fn answered(&self, took: Duration, ok: bool) {
        let mut answers = self.answers.lock();
        answers.answered += 1;
        answers.failed += u64::from(!ok);
        answers.latencies.saturating_record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }
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
        answers: Mutex::new(Answers { answered: 0, failed: 0, latencies: Histogram::new_with_max(MOST_US, 3)? }),
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
    for task in tasks {
        task.await??;
    }
    let answers = Arc::into_inner(shared).context("a caller is left")?.answers.into_inner();
    let Answers { answered, failed, latencies } = answers;
    Ok((Measured { answered, failed, took, latencies }, before, after))
}

/// A caller; the answers count while they are measured.
async fn caller(gateway: SocketAddr, app: App, shared: Arc<Shared>) -> Result<()> {
    let mut stream = TcpStream::connect(gateway).await.context("the gateway does not listen")?;
    stream.set_nodelay(true)?;
    let (mut request, mut answer) = (PushRequest::new(app), Vec::with_capacity(1024));
    while !shared.stop.load(Ordering::Relaxed) {
        let text = request.numbered(shared.next.fetch_add(1, Ordering::Relaxed));
        let started = Instant::now();
        stream.write_all(text).await?;
        let ok = read(&mut stream, &mut answer).await?;
        if shared.measuring.load(Ordering::Relaxed) {
            shared.answered(started.elapsed(), ok);
        }
    }
    Ok(())
}

/// Reads one answer; true when the push was accepted.
async fn read(stream: &mut TcpStream, answer: &mut Vec<u8>) -> Result<bool> {
    answer.clear();
    loop {
        if stream.read_buf(answer).await? == 0 {
            bail!("the gateway closed the connection");
        }
        let Some(head) = memmem::find(answer, b"\r\n\r\n") else { continue };
        let length = content_length(&answer[..head]).context("an answer without a length")?;
        if answer.len() >= head + 4 + length {
            return Ok(memmem::find(&answer[head..], br#"{"status":"OK"}"#).is_some());
        }
    }
}

fn content_length(head: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-length:";
    let line = head
        .split(|byte| *byte == b'\n')
        .find(|line| line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME)))?;
    std::str::from_utf8(&line[NAME.len()..]).ok()?.trim().parse().ok()
}
