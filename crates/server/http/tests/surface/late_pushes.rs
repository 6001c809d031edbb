//! A push says what its post says when it leaves, however often it was tried before.

use countersign_server_domain::ports::gateway::GatewayError;
use countersign_wire_push::PushMessage;
use serde_json::{Value, json};

use crate::town::{Person, Town};

/// How often the gateway is out of reach.
const TRIES: usize = 3;

async fn with_phone(town: &Town, name: &str) -> Person {
    let person = town.member(name).await;
    let device = json!({ "device_id": format!("apple_rn-v2:{}", "0123456789abcdef".repeat(4)) });
    assert_eq!(town.ask(&person, "PUT", "/api/v4/users/sessions/device", &device).await.status, 200);
    person
}

/// A direct message that the gateway does not take for a while; the message of the first try.
async fn tried(town: &Town, from: &Person, to: &Person) -> (Value, String) {
    let direct = town.ask(from, "POST", "/api/v4/channels/direct", &json!([from.id, to.id])).await.json();
    let tried = town.server.gateway.pushes().len();
    for _ in 0..TRIES {
        town.server.gateway.answer_next(Err(GatewayError::Unreachable("away".to_owned())));
    }
    let post = town.post(from, direct["id"].as_str().unwrap_or_default(), "at six").await;
    let pushes = town.server.gateway.after(tried + 1).await;
    (post, pushes[tried].message.clone())
}

#[tokio::test]
async fn a_push_that_was_tried_before_says_what_the_post_says_now() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, with_phone(&town, "ben").await);
    let (post, first) = tried(&town, &ann, &ben).await;
    assert!(first.ends_with("at six"), "{first}");
    let path = format!("/api/v4/posts/{}/patch", post["id"].as_str().unwrap_or_default());
    assert_eq!(town.ask(&ann, "PUT", &path, &json!({ "message": "at seven" })).await.status, 200);
    let pushes = town.server.gateway.after(TRIES + 1).await;
    assert!(pushes[TRIES].message.ends_with("at seven"), "{}", pushes[TRIES].message);
}

#[tokio::test]
async fn a_push_about_a_post_that_was_deleted_meanwhile_never_leaves() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, with_phone(&town, "ben").await);
    let (post, _) = tried(&town, &ann, &ben).await;
    let path = format!("/api/v4/posts/{}", post["id"].as_str().unwrap_or_default());
    assert_eq!(town.ask(&ann, "DELETE", &path, &Value::Null).await.status, 200);
    let gone = |pushes: &[PushMessage]| pushes.iter().filter(|push| push.message.ends_with("at six")).count();
    let before = gone(&town.server.gateway.pushes());
    // The next message comes after it, for the same phone.
    let direct = post["channel_id"].as_str().unwrap_or_default();
    town.post(&ann, direct, "the next").await;
    let mut seen = 0;
    loop {
        let pushes = town.server.gateway.after(seen + 1).await;
        seen = pushes.len();
        if pushes.iter().any(|push| push.message.ends_with("the next")) {
            assert_eq!(gone(&pushes), before, "a deleted post was pushed once the gateway was back");
            return;
        }
    }
}
