//! A short run of the soak: the long one is `cargo xtask soak push`.

use std::time::Duration;

use countersign_soak::{
    program,
    push::{self, PushSoak},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_kills_lose_nothing_and_copies_keep_their_ids() {
    let program = program::build("countersign-push").unwrap();
    let options = PushSoak { kills: 25, seed: 11, patience: Duration::from_mins(1), verbose: false };
    let report = push::run(&program, options).await.unwrap();
    report.check().unwrap_or_else(|error| panic!("{error}: {report:?}"));
    assert!(report.delivered > 100, "{report:?}");
}
