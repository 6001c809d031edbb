//! Kills the push gateway again and again, and counts.

mod callers;
mod course;
pub mod reload;
mod vendors;

use std::{
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;
use tokio::{
    net::{TcpListener, TcpStream},
    time::sleep,
};

use crate::program::Process;

use callers::{Callers, Promises};
use course::Course;
use vendors::Playground;

/// How long to run, and how.
#[derive(Clone, Copy, Debug)]
pub struct PushSoak {
    /// How often the gateway is killed.
    pub kills: u64,
    /// Chooses moments and moods.
    pub seed: u64,
    /// How long the last start may take to deliver what is left.
    pub patience: Duration,
    /// Whether to say how it goes.
    pub verbose: bool,
}

/// What came of a run. JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PushSoakReport {
    /// How often the gateway was killed.
    pub kills: u64,
    /// Pushes posted.
    pub posted: u64,
    /// Pushes whose callers were told `OK`.
    pub accepted: u64,
    /// Pushes whose callers had no answer, or another one.
    pub not_accepted: u64,
    /// Accepted pushes that a vendor took.
    pub delivered: u64,
    /// Accepted pushes that no vendor took. Must be 0.
    pub lost: u64,
    /// Pushes that a vendor took more than once, under the same id.
    pub copied: u64,
    /// Pushes that a vendor took under different ids. Must be 0.
    pub copied_under_another_id: u64,
    /// Times the gateway needed from its start to its first answer: median and longest, in milliseconds.
    pub start_ms: (u64, u64),
    /// How long it all took, in seconds.
    pub took_secs: u64,
}

/// Runs the soak against the gateway's program.
///
/// # Errors
/// Something could not be started, or the gateway ended by itself. What was lost is no error here but in the report.
pub async fn run(program: &Path, options: PushSoak) -> Result<PushSoakReport> {
    let started = Instant::now();
    let folder = tempfile::tempdir()?;
    let playground = Playground::start(folder.path()).await?;
    let address = free_address().await?;
    let config = playground.write_config(folder.path(), address)?;
    let promises = Promises::default();
    let mut course = Course::new(options.seed);
    let mut starts = Vec::new();
    for kill in 1..=options.kills {
        playground.set_mood(course.mood());
        let (gateway, took) = start(program, &config, address).await?;
        starts.push(took);
        let callers = Callers::start(address, &promises);
        sleep(course.moment()).await;
        gateway.kill()?;
        drop(callers);
        if options.verbose && kill.is_multiple_of(50) {
            report_progress(kill, &promises, &playground);
        }
    }
    playground.be_well();
    let (last, took) = start(program, &config, address).await?;
    starts.push(took);
    wait_until_delivered(&promises, &playground, options.patience).await;
    last.kill()?;
    let mut report = playground.judge(&promises);
    starts.sort_unstable();
    let millis = |took: Option<&Duration>| took.map_or(0, |took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    report.kills = options.kills;
    report.start_ms = (millis(starts.get(starts.len() / 2)), millis(starts.last()));
    report.took_secs = started.elapsed().as_secs();
    playground.shutdown().await;
    Ok(report)
}

impl PushSoakReport {
    /// Fails when a promise was broken, or nothing was tried.
    ///
    /// # Errors
    /// What was broken.
    pub fn check(&self) -> Result<()> {
        ensure!(self.lost == 0, "{} accepted pushes were lost", self.lost);
        ensure!(self.copied_under_another_id == 0, "{} copies had another id", self.copied_under_another_id);
        ensure!(self.accepted >= self.kills, "only {} pushes were accepted in {} rounds", self.accepted, self.kills);
        Ok(())
    }
}

/// Starts the gateway and waits until it answers.
async fn start(program: &Path, config: &Path, address: SocketAddr) -> Result<(Process, Duration)> {
    let started = Instant::now();
    let config = config.to_str().context("the folder's name is no text")?;
    let gateway = Process::start(program, &["--log", "error", "serve", "--config", config])?;
    while TcpStream::connect(address).await.is_err() {
        if started.elapsed() > Duration::from_secs(30) {
            bail!("the gateway does not listen after 30 s");
        }
        sleep(Duration::from_millis(2)).await;
    }
    Ok((gateway, started.elapsed()))
}

async fn wait_until_delivered(promises: &Promises, playground: &Playground, patience: Duration) {
    let limit = Instant::now() + patience;
    while playground.judge(promises).lost > 0 && Instant::now() < limit {
        sleep(Duration::from_millis(100)).await;
    }
}

#[expect(clippy::print_stderr, reason = "who waits ten minutes wants to see that it goes on")]
fn report_progress(kill: u64, promises: &Promises, playground: &Playground) {
    let so_far = playground.judge(promises);
    eprintln!(
        "{kill} kills: {} accepted, {} delivered, {} copied, {} still to come",
        so_far.accepted, so_far.delivered, so_far.copied, so_far.lost
    );
}

async fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0").await?.local_addr()?)
}
