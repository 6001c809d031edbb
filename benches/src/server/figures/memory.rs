use std::time::Duration;

use anyhow::Result;
use tokio::{task::JoinSet, time::sleep};

use crate::{
    Row,
    server::{listener::Listener, load::as_f64, process::Usage},
};

use super::Bench;

/// How long memory has to come to rest.
const REST: Duration = Duration::from_secs(2);

/// What a server needs before anybody asks for anything, and for each socket on which nothing happens.
pub(super) async fn idle(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let Some(before) = at_rest(bench).await else { return Ok(Vec::new()) };
    bench.options.say("idle sockets");
    let mut sockets = JoinSet::new();
    let count = bench.options.scale.sockets;
    for number in 0..count {
        let mut listener = Listener::open(&bench.site, &bench.person(number).token).await?;
        sockets.spawn(async move { while listener.next(|_| ()).await.is_ok() {} });
    }
    let Some(after) = at_rest(bench).await else { return Ok(Vec::new()) };
    let each = as_f64(after.memory_kib.saturating_sub(before.memory_kib)) / as_f64(count.max(1) as u64);
    Ok(vec![
        bench.at_most("memory idle".to_owned(), mib(before), "MB", 40.0),
        bench.at_most(format!("memory for each of {count} idle sockets"), each, "KB", 12.0),
    ])
}

/// What a server needs when everything else has been measured.
pub(super) fn after(bench: &Bench<'_>) -> Option<Row> {
    let usage = bench.watched.server()?;
    Some(bench.at_most("memory after everything".to_owned(), mib(usage), "MB", 150.0))
}

async fn at_rest(bench: &Bench<'_>) -> Option<Usage> {
    if !bench.watched.0.is_empty() {
        sleep(REST.min(bench.options.scale.measure)).await;
    }
    bench.watched.server()
}

fn mib(usage: Usage) -> f64 {
    as_f64(usage.memory_kib) / 1024.0
}
