//! The same post sent several times.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{client::Call, town::Town};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sending_one_post_many_times_at_once_makes_one() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.member("ben").await);
    let mut socket = town.open(&ben, "").await;
    let body = json!({
        "channel_id": town.channel, "message": "once", "pending_post_id": format!("{}:1795232000001", ann.id),
    });
    let again = || town.send(Call::new("POST", "/api/v4/posts").bearer(&ann.token).json(&body));
    let replies = join_all((0..24).map(|_| again())).await;
    let ids: BTreeSet<_> = replies.iter().map(|reply| reply.json()["id"].to_string()).collect();
    assert!(replies.iter().all(|reply| reply.status == 201));
    assert_eq!(ids.len(), 1, "{ids:?}");
    socket.settle(std::time::Duration::from_secs(5)).await;
    let heard = socket.take().into_iter().filter(|frame| frame["event"] == "posted").count();
    assert_eq!(heard, 1);
    let page = town.get(&ben, &format!("/api/v4/channels/{}/posts", town.channel)).await.json();
    let kept = page["posts"].as_object().into_iter().flatten().filter(|(_, post)| post["message"] == "once").count();
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn the_same_name_of_two_people_is_two_posts() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.member("ben").await);
    let body = json!({ "channel_id": town.channel, "message": "mine", "pending_post_id": "same" });
    let mut ids = BTreeSet::new();
    for person in [&ann, &ben] {
        ids.insert(town.ask(person, "POST", "/api/v4/posts", &body).await.json()["id"].to_string());
    }
    assert_eq!(ids.len(), 2);
    let reply = town
        .ask(
            &ann,
            "POST",
            "/api/v4/posts",
            &json!({ "channel_id": town.channel, "message": "x",
        "pending_post_id": "x".repeat(10_000) }),
        )
        .await;
    assert_eq!(reply.status, 400, "{}", reply.text());
    assert_ne!(reply.json(), Value::Null);
}
