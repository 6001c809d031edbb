//! What happens by itself, again and again.

use std::time::Duration;

use countersign_server_domain::{
    domain::Domain,
    error::Result,
    pushes::{WorkerConfig, run_outbox, take_feedback},
    sessions, statuses,
};
use tokio::{task::JoinSet, time::interval};
use tokio_util::sync::CancellationToken;

const WRITE_STATUSES: Duration = Duration::from_millis(500);
const END_STATUSES: Duration = Duration::from_mins(1);
const ANNOUNCE_EXPIRED: Duration = Duration::from_mins(1);
const REMOVE_EXPIRED: Duration = Duration::from_hours(1);
const TAKE_FEEDBACK: Duration = Duration::from_mins(1);

/// Starts all jobs. They end when `stop` is cancelled; the set is empty then.
pub(crate) fn start(domain: &Domain, stop: &CancellationToken) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    jobs.spawn(run_outbox(domain.clone(), WorkerConfig::default(), stop.clone()));
    let mut every = |name, pause, job: Job| {
        jobs.spawn(repeat(name, pause, domain.clone(), stop.clone(), job));
    };
    every("write_statuses", WRITE_STATUSES, |domain| Box::pin(async move { statuses::write_statuses(&domain).await }));
    every("end_timed_statuses", END_STATUSES, |domain| {
        Box::pin(async move {
            statuses::end_timed_statuses(&domain).await;
            Ok(())
        })
    });
    every("announce_expired", ANNOUNCE_EXPIRED, |domain| {
        Box::pin(async move { sessions::announce_expired(&domain).await.map(drop) })
    });
    every("remove_expired", REMOVE_EXPIRED, |domain| {
        Box::pin(async move { sessions::remove_expired(&domain).await.map(drop) })
    });
    every("take_push_feedback", TAKE_FEEDBACK, |domain| {
        Box::pin(async move { take_feedback(&domain).await.map(drop) })
    });
    jobs
}

type Job = fn(Domain) -> std::pin::Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Does a job at once and after each pause. One that fails is tried again after the next.
async fn repeat(name: &'static str, pause: Duration, domain: Domain, stop: CancellationToken, job: Job) {
    let mut ticks = interval(pause);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = job(domain.clone()).await {
            tracing::error!(job = name, %error, "a job failed and will be tried again");
        }
    }
}
