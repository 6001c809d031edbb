//! Short runs of the soaks: the long ones are `cargo xtask soak push` and `cargo xtask soak reload`.

use std::time::Duration;

use countersign_soak::{
    program,
    push::{
        self, PushSoak,
        reload::{self, ReloadSoak},
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_kills_lose_nothing_and_copies_keep_their_ids() {
    let program = program::build("countersign-push").unwrap();
    let options = PushSoak { kills: 25, seed: 11, patience: Duration::from_mins(1), verbose: false };
    let report = push::run(&program, options).await.unwrap();
    report.check().unwrap_or_else(|error| panic!("{error}: {report:?}"));
    assert!(report.delivered > 100, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_do_not_notice_new_settings() {
    let program = program::build("countersign-push").unwrap();
    let options = ReloadSoak { lasting: Duration::from_secs(2), every: Duration::from_millis(50) };
    let report = reload::run(&program, options).await.unwrap();
    report.check().unwrap_or_else(|error| panic!("{error}: {report:?}"));
}
