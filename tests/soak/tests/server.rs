//! A short run of the soak: the long one is `cargo xtask soak server`.

use countersign_soak::{
    program,
    server::{self, ServerSoak},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answered_posts_survive_kills_and_nobody_hears_of_what_is_not_stored() {
    let program = program::build("countersign-server").unwrap();
    let options = ServerSoak { posts: 400, kills: 4, seed: 5, database_url: None, verbose: false };
    let report = server::run(&program, &options).await.unwrap();
    report.check().unwrap_or_else(|error| panic!("{error}: {report:?}"));
}
