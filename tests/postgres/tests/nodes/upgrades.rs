use countersign_server_domain::ports::store::{
    ChannelStore, OutboxStore, PageAnchor, PageQuery, PostStore, SystemStore, UserStore,
};
use countersign_server_store_postgres::{OpenError, PostgresConfig, PostgresStore};

use crate::samples::{channel, database, node, post, push, stored, user};

/// What a newer version may do while this one runs.
const ADD_COLUMNS: &str = "DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND n.nspname = 'public' LOOP
        EXECUTE format('ALTER TABLE %I ADD COLUMN added text NOT NULL DEFAULT %L', name, 'x');
    END LOOP;
END $$";

#[tokio::test]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn an_older_node_goes_on_beside_a_newer_one() {
    let database = database().await;
    let older = node(&database).await;
    let ana = user(&older, "ana").await;
    let channel_id = channel(&older, &[ana]).await;
    let query = PageQuery {
        channel_id,
        anchor: PageAnchor::Newest,
        page: 0,
        per_page: 60,
        roots_only: false,
        with_threads: true,
    };
    let work = async |ms, posts| {
        let root = stored(&older, post(channel_id, ana, None, ms)).await.post;
        stored(&older, post(channel_id, ana, Some(root.id), ms + 1)).await;
        older.queue_pushes(vec![push(ana, "a:1")]).await.unwrap();
        assert_eq!(older.take_pushes(10).await.unwrap().len(), 1);
        assert_eq!(older.posts_page(query).await.unwrap().order.len(), posts);
        assert_eq!(older.roster(channel_id).await.unwrap().len(), 1);
        assert!(older.user(ana).await.unwrap().is_some());
        older.set_system_value("motto", "x".to_owned()).await.unwrap();
    };
    work(0, 2).await;
    database.execute(ADD_COLUMNS).await.unwrap();
    database.execute("INSERT INTO schema_steps (number, oldest) VALUES (1000, 1)").await.unwrap();
    work(10, 4).await;
    node(&database).await.close().await;
}

#[tokio::test]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn a_node_that_is_too_old_does_not_start() {
    let database = database().await;
    node(&database).await.close().await;
    database.execute("INSERT INTO schema_steps (number, oldest) VALUES (1000, 1000)").await.unwrap();
    let opened = PostgresStore::open(PostgresConfig::new(database.url)).await;
    assert!(matches!(opened.err(), Some(OpenError::TooNew { needed: 1000, .. })));
}

#[tokio::test]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn nodes_that_start_at_once_make_the_schema_once() {
    let database = database().await;
    let (one, other) = tokio::join!(node(&database), node(&database));
    one.check_health().await.unwrap();
    other.check_health().await.unwrap();
    let steps = "SELECT count(*) - max(number) FROM schema_steps";
    assert_eq!(database.number(steps).await.unwrap(), 0);
}

#[tokio::test]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn what_is_wrong_with_a_database_is_said() {
    let malformed = PostgresStore::open(PostgresConfig::new("postgresql://[".to_owned())).await;
    assert!(matches!(malformed.err(), Some(OpenError::Address(_))));
    let url = database().await.url;
    let (_, place) = url.split_once('@').unwrap();
    let nobody = format!("postgresql://nobody-here@{place}");
    let refused = PostgresStore::open(PostgresConfig::new(nobody)).await;
    let Some(OpenError::Connect(reason)) = refused.err() else { panic!("a role that is not there is refused") };
    assert!(reason.contains("nobody-here"), "{reason}");
}
