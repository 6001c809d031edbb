//! What a running Mattermost 11.6.0 answered, replayed: every recorded call in its order against this server, answers and
//! events compared. How each line went is kept in `results.txt`, so that what gets worse fails and what gets better is
//! noticed. `cargo xtask compat` writes it, and the report, anew.
//!
//! Other crates run this file, too, on their stores: hence the addresses of its modules.

#[path = "golden/accepted.rs"]
mod accepted;
#[path = "golden/code.rs"]
mod code;
#[path = "golden/compare.rs"]
mod compare;
#[path = "golden/events.rs"]
mod events;
#[path = "golden/form.rs"]
mod form;
#[path = "golden/given.rs"]
mod given;
#[path = "golden/headers.rs"]
mod headers;
#[path = "golden/mask.rs"]
mod mask;
#[path = "golden/recording.rs"]
mod recording;
#[path = "golden/replay.rs"]
mod replay;
#[path = "golden/results.rs"]
mod results;
#[path = "golden/world.rs"]
mod world;

use std::sync::Arc;

use tokio::{sync::Semaphore, task::JoinSet};

use recording::{FLOWS, Flow};
use results::Results;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_recorded_flow_goes_as_it_is_kept() {
    let given = given::all();
    let places = Arc::new(Semaphore::new(crate::stores::AT_ONCE));
    let mut flows = JoinSet::new();
    for (name, text) in FLOWS {
        let given = given.get(*name).cloned().unwrap_or_default();
        let places = Arc::clone(&places);
        flows.spawn(async move {
            let _place = places.acquire_owned().await.expect("nobody closes it");
            (*name, replay::replay(name, &Flow::read(text), text, &given).await)
        });
    }
    let mut results = Results::default();
    while let Some(flow) = flows.join_next().await {
        let (name, outcomes) = flow.expect("a replay ends");
        results.insert(name, outcomes);
    }
    results.check();
}
