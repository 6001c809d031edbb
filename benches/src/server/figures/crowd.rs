use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::{
    Row,
    server::{load::as_f64, sink::Sink},
};

use super::Bench;

/// How long all pushes may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// One `@channel` to everybody, each with a device: when the poster is answered, and when all pushes are out.
pub(super) async fn measure(bench: &Bench<'_>, sink: &Sink) -> Result<Vec<Row>> {
    let crowd = bench.options.scale.crowd;
    bench.options.say(&format!("@channel to {crowd}"));
    let mut api = bench.connection(bench.person(0));
    let body = json!({ "channel_id": bench.channel(crowd)?, "message": "@channel hello" }).to_string();
    let (before, already) = (bench.watched.usage(), sink.messages());
    let started = Instant::now();
    let answer = api.call("POST", "/api/v4/posts", &body).await?;
    let answered = started.elapsed();
    ensure!(answer.status == 201, "posting: HTTP {}", answer.status);
    // Everybody but the author.
    let expected = as_f64(crowd as u64 - 1);
    while as_f64(sink.messages() - already) < expected && started.elapsed() < PATIENCE {
        sleep(Duration::from_millis(1)).await;
    }
    let took = started.elapsed();
    let missing = expected - as_f64(sink.messages() - already);
    let name = |what: &str| format!("@channel, {crowd} members with a device: {what}");
    let mut rows = vec![
        bench.at_most(name("answer to the post"), answered.as_secs_f64() * 1000.0, "ms", 200.0),
        bench.at_most(name("all pushes at the gateway"), took.as_secs_f64() * 1000.0, "ms", 2500.0),
        Row::at_most(name("missing pushes"), missing, "", 0.0),
    ];
    if let (Some(before), Some(after)) = (before, bench.watched.usage()) {
        let cost = (after.cpu_secs - before.cpu_secs) * 1000.0 / expected.max(1.0);
        rows.push(Row::plain(name("CPU for 1,000 pushes"), cost, "s"));
    }
    Ok(rows)
}
