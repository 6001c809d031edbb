use std::time::Duration;

use countersign_server_domain::ports::store::{
    ChannelStore, FollowWrite, PendingKey, PostStore, PostWrite, PostWritten, StoreError, ViewRequest,
};
use tokio::task::JoinSet;

use crate::samples::{NOW, channel, database, node, post, stored, user};

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn nodes_that_post_to_the_same_threads_lose_nothing() {
    let database = database().await;
    let nodes = [node(&database).await, node(&database).await];
    let users = [user(&nodes[0], "ana").await, user(&nodes[0], "ben").await];
    let mut roots = Vec::new();
    for _ in 0..3 {
        let channel_id = channel(&nodes[0], &users).await;
        roots.push(stored(&nodes[0], post(channel_id, users[0], None, 0)).await.post);
    }
    let mut posters = JoinSet::new();
    for number in 0..120_usize {
        let (node, root) = (nodes[number % 2].clone(), roots[number % 3].clone());
        let (author, other) = (users[number / 2 % 2], users[(number / 2 + 1) % 2]);
        let follow = FollowWrite { user_id: other, force: false, mention: true, viewed: false };
        let reply = post(root.channel_id, author, Some(root.id), 1);
        let write = PostWrite { mentions: vec![other], follows: vec![follow], ..reply };
        posters.spawn(async move {
            stored(&node, write).await;
            let view =
                ViewRequest { user_id: other, channel_ids: vec![root.channel_id], with_threads: false, now: NOW };
            node.view_channels(view).await.unwrap();
        });
    }
    posters.join_all().await;
    for root in &roots {
        let totals = nodes[0].channel_totals(root.channel_id).await.unwrap();
        assert_eq!((totals.total_msg_count, totals.total_msg_count_root), (41, 1));
        let thread = nodes[1].threads(&[root.id]).await.unwrap().pop().unwrap();
        assert_eq!((thread.reply_count, thread.participants.len()), (40, 2));
        for user_id in users {
            let member = nodes[0].channel_member(root.channel_id, user_id).await.unwrap().unwrap();
            assert!(member.msg_count <= 41 && member.mention_count <= 20);
            let all_read = ViewRequest { user_id, channel_ids: vec![root.channel_id], with_threads: false, now: NOW };
            nodes[1].view_channels(all_read).await.unwrap();
            let member = nodes[0].channel_member(root.channel_id, user_id).await.unwrap().unwrap();
            assert_eq!((member.msg_count, member.mention_count), (41, 0));
        }
        let mentions: i64 = nodes[0].follows(root.id).await.unwrap().iter().map(|follow| follow.unread_mentions).sum();
        assert_eq!(mentions, 40);
    }
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn sending_again_by_another_node_makes_no_second_post() {
    let database = database().await;
    let nodes = [node(&database).await, node(&database).await];
    let ana = user(&nodes[0], "ana").await;
    let channel_id = channel(&nodes[0], &[ana]).await;
    for number in 0..10 {
        let pending = PendingKey { pending_post_id: format!("p{number}"), window: Duration::from_secs(30) };
        let send = |node: usize| {
            let write = PostWrite { pending: Some(pending.clone()), ..post(channel_id, ana, None, number) };
            nodes[node].create_post(write)
        };
        let (one, other) = tokio::join!(send(0), send(1));
        let outcomes = [one.unwrap(), other.unwrap()];
        let stored = outcomes.iter().filter(|outcome| matches!(outcome, PostWritten::Stored(_))).count();
        let again = outcomes.iter().filter(|outcome| matches!(outcome, PostWritten::Duplicate(_))).count();
        assert_eq!((stored, again), (1, 1));
    }
    assert_eq!(nodes[0].channel_totals(channel_id).await.unwrap().total_msg_count, 10);
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn a_post_that_fails_takes_no_other_with_it() {
    let node = node(&database().await).await;
    let ana = user(&node, "ana").await;
    let channel_id = channel(&node, &[ana]).await;
    let former = stored(&node, post(channel_id, ana, None, 0)).await.post;
    let mut posters = JoinSet::new();
    for number in 0..60 {
        let node = node.clone();
        let mut write = post(channel_id, ana, None, number);
        if number % 10 == 5 {
            // The same id twice, which no generator makes: the database refuses it.
            write.post.id = former.id;
        }
        posters.spawn(async move { (number % 10 == 5, node.create_post(write).await) });
    }
    for (is_bad, outcome) in posters.join_all().await {
        match outcome {
            Ok(written) => assert!(!is_bad && matches!(written, PostWritten::Stored(_))),
            Err(error) => assert!(is_bad && matches!(error, StoreError::Unavailable(_)), "{error}"),
        }
    }
    assert_eq!(node.channel_totals(channel_id).await.unwrap().total_msg_count, 55);
}

#[tokio::test]
#[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]
async fn names_whose_time_is_over_are_forgotten() {
    let database = database().await;
    let node = node(&database).await;
    let ana = user(&node, "ana").await;
    let channel_id = channel(&node, &[ana]).await;
    for number in 0..600 {
        let pending = PendingKey { pending_post_id: format!("p{number}"), window: Duration::from_millis(10) };
        stored(&node, PostWrite { pending: Some(pending), ..post(channel_id, ana, None, number) }).await;
    }
    let kept = database.number("SELECT count(*) FROM pending_posts").await.unwrap();
    assert!((10..600).contains(&kept), "{kept}");
}
