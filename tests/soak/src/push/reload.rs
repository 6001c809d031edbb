//! New settings again and again while pushes come in: no caller notices.

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use countersign_wire_push::{PushAnswer, PushStatus};
use http::{Request, StatusCode};
use http_body_util::Full;
use serde::Serialize;
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

use super::{
    callers::{SINGLE_CALLERS, ask, connect, message, post},
    free_address, start,
    vendors::Playground,
};

/// Every so many reloads the file is a bad one.
const BAD_ONE_IN: u64 = 10;

/// How long to run, and how.
#[derive(Clone, Copy, Debug)]
pub struct ReloadSoak {
    /// How long pushes come in and settings change.
    pub lasting: Duration,
    /// The time from one reload to the next.
    pub every: Duration,
}

/// What came of a run. JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReloadSoakReport {
    /// How often new settings were taken over.
    pub reloads: u64,
    /// How often a bad file was refused.
    pub refused: u64,
    /// Pushes posted.
    pub posted: u64,
    /// Pushes that were answered with anything but `OK`, or not at all. Must be 0.
    pub failed: u64,
    /// The longest that a caller waited, in milliseconds.
    pub longest_ms: u64,
    /// How long it all took, in seconds.
    pub took_secs: u64,
}

impl ReloadSoakReport {
    /// Fails when a caller noticed, or nothing was tried.
    ///
    /// # Errors
    /// What went wrong.
    pub fn check(&self) -> Result<()> {
        ensure!(self.failed == 0, "{} of {} requests failed", self.failed, self.posted);
        ensure!(self.reloads > 0 && self.posted > 0, "nothing was tried: {self:?}");
        Ok(())
    }
}

/// Runs the gateway's program between callers and vendors that are well, and changes its settings all the time.
///
/// # Errors
/// Something could not be started, or good settings were refused, or bad ones taken.
pub async fn run(program: &Path, options: ReloadSoak) -> Result<ReloadSoakReport> {
    let started = Instant::now();
    let folder = tempfile::tempdir()?;
    let playground = Playground::start(folder.path()).await?;
    let (address, operators) = (free_address().await?, free_address().await?);
    let config = playground.write_config(folder.path(), address)?;
    let plain = format!("admin_listen = \"{operators}\"\n{}", fs::read_to_string(&config)?);
    fs::write(&config, &plain)?;
    let (gateway, _) = start(program, &config, address).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let mut callers = JoinSet::new();
    for place in 0..SINGLE_CALLERS {
        callers.spawn(call(address, place, Arc::clone(&stop)));
    }
    let mut report = ReloadSoakReport::default();
    let changed = change(options, &config, &plain, operators, &mut report).await;
    stop.store(true, Ordering::SeqCst);
    for called in callers.join_all().await {
        report.posted += called.posted;
        report.failed += called.failed;
        report.longest_ms = report.longest_ms.max(called.longest_ms);
    }
    changed?;
    gateway.kill()?;
    playground.shutdown().await;
    report.took_secs = started.elapsed().as_secs();
    Ok(report)
}

/// Changes the settings until the time is over: a target is built anew each time, now and then the file is a bad one.
async fn change(
    options: ReloadSoak,
    config: &Path,
    plain: &str,
    operators: SocketAddr,
    report: &mut ReloadSoakReport,
) -> Result<()> {
    let mut gateway = connect(operators).await.context("the gateway has no address for operators")?;
    let mut moments = interval(options.every);
    moments.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let end = Instant::now() + options.lasting;
    let mut time = 0;
    while Instant::now() < end {
        moments.tick().await;
        time += 1;
        let bad = time % BAD_ONE_IN == 0;
        let connections = if bad { "\"many\"".to_owned() } else { (4 + time % 2).to_string() };
        fs::write(config, plain.replacen("topic = ", &format!("connections = {connections}\ntopic = "), 1))?;
        let request = Request::post("/reload").header("host", "operators").body(Full::<Bytes>::default());
        let answer = ask(&mut gateway, request).await.context("an operator was not answered")?;
        let expected = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        ensure!(answer.status() == expected, "reload {time} was answered with {}", answer.status());
        *(if bad { &mut report.refused } else { &mut report.reloads }) += 1;
    }
    Ok(())
}

/// What one caller saw.
#[derive(Default)]
struct Called {
    posted: u64,
    failed: u64,
    longest_ms: u64,
}

/// Posts pushes on one connection as fast as they are answered; one that breaks is a failure.
async fn call(address: SocketAddr, place: u64, stop: Arc<AtomicBool>) -> Called {
    let mut called = Called::default();
    let mut gateway = connect(address).await;
    while !stop.load(Ordering::SeqCst) {
        let started = Instant::now();
        called.posted += 1;
        let number = called.posted * SINGLE_CALLERS + place;
        let body = match &mut gateway {
            Some(gateway) => post(gateway, "/api/v1/send_push", message(number)).await,
            None => None,
        };
        let answer = body.as_deref().map(serde_json::from_slice::<PushAnswer>);
        if !matches!(answer, Some(Ok(answer)) if answer.status == PushStatus::Ok) {
            called.failed += 1;
            gateway = connect(address).await;
        }
        called.longest_ms = called.longest_ms.max(u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
    }
    called
}
