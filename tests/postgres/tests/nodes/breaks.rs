use countersign_server_domain::ports::store::{ChannelStore, OutboxStore, PostStore, SystemStore};

use crate::samples::{channel, database, node, post, push, stored, until, user};

const BREAK_ALL: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";

#[tokio::test]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn a_node_goes_on_after_all_its_connections_broke() {
    let database = database().await;
    let node = node(&database).await;
    let ana = user(&node, "ana").await;
    let channel_id = channel(&node, &[ana]).await;
    stored(&node, post(channel_id, ana, None, 0)).await;
    node.queue_pushes(vec![push(ana, "a:1")]).await.unwrap();
    assert_eq!(node.take_pushes(10).await.unwrap().len(), 1);
    database.execute(BREAK_ALL).await.unwrap();
    assert_eq!(node.channel_totals(channel_id).await.unwrap().total_msg_count, 1);
    // A write that was on its way when its connection broke may have been done or not: it is the caller's to repeat.
    until(async || node.set_system_value("motto", "x".to_owned()).await.is_ok()).await;
    until(async || node.create_post(post(channel_id, ana, None, 1)).await.is_ok()).await;
    until(async || node.give_back_pushes().await.is_ok()).await;
    assert_eq!(node.take_pushes(10).await.unwrap().len(), 1);
    assert_eq!(node.other_nodes().await.unwrap(), 0);
}
