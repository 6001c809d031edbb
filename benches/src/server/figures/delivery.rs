use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Result, bail};
use hdrhistogram::Histogram;
use memchr::memmem;
use parking_lot::Mutex;
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{Instant, interval, sleep},
};

use crate::{
    Row,
    server::{
        listener::Listener,
        load::{as_f64, micros, quantile_ms},
    },
};

use super::Bench;

/// Before the microseconds at which a post was sent, in its text.
const MARK: &str = "bench-mark ";
/// How long the last deliveries may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What all listeners together have heard.
struct Heard {
    origin: Instant,
    latencies: Mutex<Histogram<u64>>,
    count: AtomicU64,
}

/// From sending a post to having read its event, over all listeners.
pub(super) async fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for &(listeners, rate) in &bench.options.scale.listeners {
        bench.options.say(&format!("delivery: {listeners} listeners"));
        let heard = Arc::new(Heard {
            origin: Instant::now(),
            latencies: Mutex::new(Histogram::new(3)?),
            count: AtomicU64::new(0),
        });
        let sockets = listen(bench, listeners, &heard).await?;
        let before = bench.watched.usage();
        let (posts, answers) = post(bench, rate, &heard).await?;
        let after = bench.watched.usage();
        let expected = posts * listeners as u64;
        wait_for(&heard, expected).await;
        drop(sockets);
        let name = |what: &str| format!("delivery, {listeners} listeners: {what}");
        let latencies = heard.latencies.lock();
        let (p50, p99) = (quantile_ms(&latencies, 0.5), quantile_ms(&latencies, 0.99));
        let missing = as_f64(expected.saturating_sub(latencies.len()));
        if listeners >= 1000 {
            rows.push(bench.at_most(name("p50"), p50, "ms", 8.0));
            rows.push(bench.at_most(name("p99"), p99, "ms", 20.0));
        } else {
            rows.push(Row::plain(name("p50"), p50, "ms"));
            rows.push(Row::plain(name("p99"), p99, "ms"));
        }
        rows.push(Row::plain(name("answer to the post, p50"), quantile_ms(&answers, 0.5), "ms"));
        if let (Some(before), Some(after)) = (before, after) {
            let cost = (after.cpu_secs - before.cpu_secs) * 1000.0 / as_f64(posts.max(1));
            rows.push(Row::plain(name("CPU for 1,000 posts"), cost, "s"));
        }
        rows.push(Row::at_most(name("missing"), missing, "", 0.0));
    }
    Ok(rows)
}

async fn listen(bench: &Bench<'_>, listeners: usize, heard: &Arc<Heard>) -> Result<JoinSet<()>> {
    let mut sockets = JoinSet::new();
    for number in 0..listeners {
        let mut listener = Listener::open(&bench.site, &bench.person(number).token).await?;
        let heard = Arc::clone(heard);
        sockets.spawn(async move {
            while let Ok(sent) = listener.next(sent_at).await {
                if let Some(sent) = sent {
                    let took = heard.origin.elapsed().saturating_sub(sent);
                    // Longer than the histogram goes, which is not a matter of milliseconds any more.
                    let _ = heard.latencies.lock().record(micros(took));
                    heard.count.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
    Ok(sockets)
}

/// When the post of an event was sent, counted from the origin.
fn sent_at(event: &[u8]) -> Option<Duration> {
    let start = memmem::find(event, MARK.as_bytes())? + MARK.len();
    let digits = event[start..].iter().take_while(|byte| byte.is_ascii_digit());
    let micros = digits.fold(0_u64, |number, digit| number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')));
    Some(Duration::from_micros(micros))
}

/// Posts at a steady rate, so that queues are short; how many, and how long they took.
async fn post(bench: &Bench<'_>, rate: u32, heard: &Heard) -> Result<(u64, Histogram<u64>)> {
    let (_, channel) = bench.largest()?;
    let mut api = bench.connection(bench.person(0));
    let (mut posts, mut answers) = (0, Histogram::new(3)?);
    let mut ticks = interval(Duration::from_secs(1) / rate);
    let end = Instant::now() + bench.options.scale.measure;
    while posts == 0 || Instant::now() < end {
        ticks.tick().await;
        let sent = heard.origin.elapsed();
        let body = json!({ "channel_id": channel, "message": format!("{MARK}{} end", sent.as_micros()) });
        let answer = api.call("POST", "/api/v4/posts", &body.to_string()).await?;
        if answer.status != 201 {
            bail!("posting: HTTP {}", answer.status);
        }
        posts += 1;
        answers.record(micros(heard.origin.elapsed().saturating_sub(sent)))?;
    }
    Ok((posts, answers))
}

async fn wait_for(heard: &Heard, expected: u64) {
    let limit = Instant::now() + PATIENCE;
    while heard.count.load(Ordering::Relaxed) < expected && Instant::now() < limit {
        sleep(Duration::from_millis(20)).await;
    }
}
