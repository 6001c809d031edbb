use std::{cell::Cell, sync::Arc, time::Duration};

use anyhow::Result;
use serde_json::json;
use tokio::time::sleep;

use crate::{
    Row,
    server::{
        connection::Connection,
        load::{micros, quantile_ms},
        people::PASSWORD,
    },
};

use super::{Asker, Bench};

/// Sign-ins with a password, as many at once as there are cores, and what somebody else notices of them.
pub(super) async fn measure(bench: &Bench<'_>, failed: &Cell<u64>) -> Result<Vec<Row>> {
    bench.options.say("signing in");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // One more than fit, so that none of them ever waits for a client.
    let asker = |number: usize| Asker {
        connection: Connection::new(&bench.site, None),
        method: "POST",
        path: "/api/v4/users/login".to_owned(),
        body: json!({ "login_id": bench.person(number).name, "password": PASSWORD }).to_string(),
        status: 200,
    };
    let other = bench.person(0);
    let (site, token) = (Arc::clone(&bench.site), other.token.clone());
    let bystander = tokio::spawn(async move {
        let mut connection = Connection::new(&site, Some(&token));
        let mut latencies = hdrhistogram::Histogram::<u64>::new(3)?;
        loop {
            let started = tokio::time::Instant::now();
            connection.call("GET", "/api/v4/users/me", "").await?;
            latencies.record(micros(started.elapsed()))?;
            sleep(Duration::from_millis(5)).await;
            if latencies.len() >= 100 {
                return anyhow::Ok(latencies);
            }
        }
    });
    let measured = bench.load(failed, (0..=cores).map(asker).collect()).await?;
    let bystander = bystander.await??;
    let mut rows = vec![
        Row::plain(format!("signing in, {} at once", cores + 1), measured.rate(), "/s"),
        Row::plain(format!("signing in, {} at once: p50", cores + 1), measured.ms(0.5), "ms"),
    ];
    rows.extend(measured.cpu_per_thousand().map(|cost| Row::plain("signing in: CPU for 1,000", cost, "s")));
    let harm = quantile_ms(&bystander, 0.99);
    rows.push(Row::plain("signing in: another request meanwhile, p99", harm, "ms"));
    Ok(rows)
}
