//! Closed loops: each worker does the next thing when the last one is done.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use hdrhistogram::Histogram;
use tokio::time::{Instant, sleep};

use super::{
    Scale,
    process::{Usage, Watched},
};

/// Something that is done again and again.
pub(super) trait Worker: Send + 'static {
    /// Does it once.
    fn turn(&mut self) -> impl Future<Output = Result<()>> + Send;
}

/// What came of a measurement.
pub(super) struct Measured {
    pub(super) done: u64,
    pub(super) failed: u64,
    /// CPU seconds of the watched processes; `None` when none is watched.
    pub(super) cpu_secs: Option<f64>,
    took: Duration,
    latencies: Histogram<u64>,
}

impl Measured {
    /// Turns a second.
    pub(super) fn rate(&self) -> f64 {
        as_f64(self.done) / self.took.as_secs_f64()
    }

    /// A latency in milliseconds that this share of all turns did not exceed.
    pub(super) fn ms(&self, share: f64) -> f64 {
        quantile_ms(&self.latencies, share)
    }

    /// CPU seconds for a thousand turns.
    pub(super) fn cpu_per_thousand(&self) -> Option<f64> {
        Some(self.cpu_secs? * 1000.0 / as_f64(self.done.max(1)))
    }
}

pub(super) fn quantile_ms(latencies: &Histogram<u64>, share: f64) -> f64 {
    as_f64(latencies.value_at_quantile(share)) / 1000.0
}

pub(super) fn as_f64(number: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of a benchmark stay far below 2^52")]
    let float = number as f64;
    float
}

pub(super) fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

const WARMING: u8 = 0;
const MEASURING: u8 = 1;
const STOPPED: u8 = 2;

/// Runs the workers and measures what they do.
pub(super) async fn run<W: Worker>(scale: &Scale, watched: &Watched, workers: Vec<W>) -> Result<Measured> {
    let phase = Arc::new(AtomicU8::new(WARMING));
    let tasks: Vec<_> = workers.into_iter().map(|worker| tokio::spawn(repeat(worker, Arc::clone(&phase)))).collect();
    sleep(scale.warm_up).await;
    let before = watched.usage();
    let started = Instant::now();
    phase.store(MEASURING, Ordering::Relaxed);
    sleep(scale.measure).await;
    phase.store(STOPPED, Ordering::Relaxed);
    let took = started.elapsed();
    let after = watched.usage();
    let cpu_secs = before.zip(after).map(|(before, after): (Usage, Usage)| after.cpu_secs - before.cpu_secs);
    let mut measured = Measured { done: 0, failed: 0, cpu_secs, took, latencies: Histogram::new(3)? };
    for task in tasks {
        let (latencies, failed) = task.await??;
        measured.done += latencies.len();
        measured.failed += failed;
        measured.latencies.add(latencies)?;
    }
    Ok(measured)
}

async fn repeat<W: Worker>(mut worker: W, phase: Arc<AtomicU8>) -> Result<(Histogram<u64>, u64)> {
    let (mut latencies, mut failed) = (Histogram::new(3)?, 0);
    loop {
        let started = Instant::now();
        let outcome = worker.turn().await;
        match (phase.load(Ordering::Relaxed), outcome) {
            (STOPPED, _) => return Ok((latencies, failed)),
            (_, Err(error)) => {
                if failed == 0 {
                    tracing::warn!(error = format!("{error:#}"), "a request failed");
                }
                failed += 1;
                // Where nobody answers a loop without pause would be all there is.
                sleep(Duration::from_millis(10)).await;
            }
            (MEASURING, Ok(())) => latencies.record(micros(started.elapsed()))?,
            (_, Ok(())) => {}
        }
    }
}
