//! The server killed while people post, on PostgreSQL; `countersign-soak` does the same on `SQLite`.

#![cfg(postgres)]

use countersign_soak::{
    program,
    server::{self, ServerSoak},
};
use countersign_test_postgres::Cluster;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answered_posts_survive_kills_and_nobody_hears_of_what_is_not_stored() {
    let database = Cluster::shared().await.database().await;
    let program = program::build("countersign-server").unwrap();
    let options =
        ServerSoak { posts: 400, kills: 4, seed: 5, database_url: Some(database.url.clone()), verbose: false };
    let report = server::run(&program, &options).await.unwrap();
    report.check().unwrap_or_else(|error| panic!("{error}: {report:?}"));
}
