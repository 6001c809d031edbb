use countersign_server_domain::{model::QueuedPush, ports::store::OutboxStore};

use crate::samples::{database, node, push, user};

fn devices(taken: &[QueuedPush]) -> Vec<&str> {
    taken.iter().map(|queued| queued.push.device_id.as_str()).collect()
}

#[tokio::test]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn what_a_dead_node_held_is_free() {
    let database = database().await;
    let (first, second) = (node(&database).await, node(&database).await);
    let ana = user(&first, "ana").await;
    first.queue_pushes(vec![push(ana, "a:1"), push(ana, "a:2")]).await.unwrap();
    assert_eq!(first.take_pushes(10).await.unwrap().len(), 2);
    assert!(second.take_pushes(10).await.unwrap().is_empty());
    first.close().await;
    let third = node(&database).await;
    assert_eq!(devices(&third.take_pushes(10).await.unwrap()), ["a:1", "a:2"]);
}

#[tokio::test]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn nobody_passes_a_push_for_the_same_device() {
    let database = database().await;
    let (first, second) = (node(&database).await, node(&database).await);
    let ana = user(&first, "ana").await;
    first.queue_pushes(vec![push(ana, "a:1")]).await.unwrap();
    let held = first.take_pushes(10).await.unwrap();
    first.queue_pushes(vec![push(ana, "a:1"), push(ana, "a:2")]).await.unwrap();
    assert_eq!(devices(&second.take_pushes(10).await.unwrap()), ["a:2"]);
    first.settle_pushes(vec![held[0].seq]).await.unwrap();
    assert_eq!(devices(&second.take_pushes(10).await.unwrap()), ["a:1"]);
}

#[tokio::test]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn taking_at_once_takes_each_push_once() {
    let database = database().await;
    let (first, second) = (node(&database).await, node(&database).await);
    let ana = user(&first, "ana").await;
    let pushes: Vec<_> = (0..100).map(|number| push(ana, &format!("a:{}", number % 7))).collect();
    first.queue_pushes(pushes).await.unwrap();
    let take = async |node: &countersign_server_store_postgres::PostgresStore| {
        let mut all = Vec::new();
        loop {
            let taken = node.take_pushes(9).await.unwrap();
            if taken.is_empty() {
                return all;
            }
            node.settle_pushes(taken.iter().map(|queued| queued.seq).collect()).await.unwrap();
            all.extend(taken);
        }
    };
    let (mut all, others) = tokio::join!(take(&first), take(&second));
    all.extend(others);
    // What one node still held when the other one looked for the last time is taken now.
    all.extend(take(&first).await);
    all.sort_by_key(|queued| queued.seq);
    all.dedup_by_key(|queued| queued.seq);
    assert_eq!(all.len(), 100);
}
