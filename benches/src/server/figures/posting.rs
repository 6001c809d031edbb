use std::{cell::Cell, collections::BTreeMap};

use anyhow::Result;
use serde_json::json;

use crate::Row;

use super::{Asker, Bench, Goals};
use crate::server::load::Measured;

/// As long as people's messages are, without a mention.
const MESSAGE: &str = "The quick brown fox jumps over the lazy dog, and nobody is mentioned here.";

/// Posts a second and CPU time for each, from few and many into small and large channels.
pub(super) async fn measure(bench: &Bench<'_>, failed: &Cell<u64>) -> Result<Vec<Row>> {
    let scale = &bench.options.scale;
    let (mut rows, mut costs) = (Vec::new(), BTreeMap::new());
    for &members in &scale.channels {
        for &posters in &scale.posters {
            bench.options.say(&format!("posting: {members} members, {posters} posters"));
            let body = json!({ "channel_id": bench.channel(members)?, "message": MESSAGE }).to_string();
            let asker = |number: usize| Asker {
                connection: bench.connection(bench.person(number % members)),
                method: "POST",
                path: "/api/v4/posts".to_owned(),
                body: body.clone(),
                status: 201,
            };
            let measured = bench.load(failed, (0..posters).map(asker).collect()).await?;
            rows.extend(figures(bench, members, posters, &measured));
            if posters > 1 {
                costs.entry(posters).or_insert_with(Vec::new).extend(measured.cpu_per_thousand());
            }
        }
    }
    rows.extend(growth(bench, &costs));
    Ok(rows)
}

fn figures(bench: &Bench<'_>, members: usize, posters: usize, measured: &Measured) -> Vec<Row> {
    let name = |what: &str| format!("posting, {members} members, {posters} posters: {what}");
    let rate = if bench.goals == Goals::Sqlite && posters == 32 {
        bench.at_least(name("posts"), measured.rate(), "/s", 5000.0)
    } else {
        Row::plain(name("posts"), measured.rate(), "/s")
    };
    let mut rows =
        vec![rate, Row::plain(name("p50"), measured.ms(0.5), "ms"), Row::plain(name("p99"), measured.ms(0.99), "ms")];
    if let Some(cost) = measured.cpu_per_thousand() {
        let name = name("CPU for 1,000 posts");
        // One poster alone waits for the disk each time and shares it with nobody: no goal is set for that.
        rows.push(match (bench.goals, posters) {
            (Goals::None, _) | (_, 1) => Row::plain(name, cost, "s"),
            (Goals::Sqlite, _) => bench.at_most(name, cost, "s", 0.2),
            (Goals::Postgres, _) => bench.at_most(name, cost, "s", if members < 1000 { 0.45 } else { 0.8 }),
        });
    }
    rows
}

/// How much more a post costs in the largest channel than in the smallest.
fn growth(bench: &Bench<'_>, costs: &BTreeMap<usize, Vec<f64>>) -> Vec<Row> {
    let ratio = |costs: &Vec<f64>| Some(costs.last()? / costs.first().filter(|first| **first > 0.0)?);
    let row = |(posters, costs): (&usize, &Vec<f64>)| {
        let name = format!("posting, {posters} posters: CPU in the largest channel over that in the smallest");
        Some(bench.at_most(name, ratio(costs)?, "", 1.25))
    };
    costs.iter().filter_map(row).collect()
}
