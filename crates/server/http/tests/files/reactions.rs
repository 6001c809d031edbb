use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{Person, Reply, World};

async fn react(world: &World, person: &Person, post: &str, name: &str) -> Reply {
    world.post(person, "/reactions", &json!({ "user_id": person.id, "post_id": post, "emoji_name": name })).await
}

async fn said(world: &World, author: &Person, message: &str) -> String {
    world.post(author, "/posts", &json!({ "channel_id": world.channel, "message": message })).await.id()
}

#[tokio::test]
async fn a_reaction_is_seen_with_its_post_until_it_is_taken_back() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana").await, world.member("ben").await);
    let post = said(&world, &ana, "hello").await;
    let path = format!("/posts/{post}/reactions");
    assert_eq!(world.get(&ana, &path).await.json(), Value::Null);
    let before = world.get(&ana, &format!("/posts/{post}")).await.json();
    world.clock.advance(Duration::from_secs(1));
    let saved = react(&world, &ben, &post, "smile").await.json();
    assert_eq!((&saved["channel_id"], &saved["remote_id"]), (&json!(world.channel), &json!("")));
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(react(&world, &ben, &post, "smile").await.json(), saved);
    assert_eq!(world.get(&ana, &path).await.json(), json!([saved]));
    let seen = world.get(&ana, &format!("/posts/{post}")).await.json();
    assert_eq!((&seen["has_reactions"], &seen["metadata"]["reactions"]), (&json!(true), &json!([saved])));
    assert_eq!(seen["update_at"], saved["create_at"]);
    assert!(seen["update_at"].as_i64() > before["update_at"].as_i64());
    let many = world.post(&ana, "/posts/ids/reactions", &json!([post])).await.json();
    assert_eq!(many, json!({ post.clone(): [saved] }));
    let own = format!("/users/{}/posts/{post}/reactions/smile", ben.id);
    assert_eq!(world.delete(&ana, &own).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.delete(&ben, &own).await.status, StatusCode::OK);
    assert_eq!(world.delete(&ben, &own).await.status, StatusCode::OK);
    let seen = world.get(&ana, &format!("/posts/{post}")).await.json();
    assert_eq!((&seen["has_reactions"], &seen["metadata"]), (&Value::Null, &json!({})));
}

#[tokio::test]
async fn where_custom_emoji_are_off_only_built_in_ones_react() {
    let world = World::new().await;
    let ana = world.member("ana").await;
    let post = said(&world, &ana, "hello").await;
    world.configure(&json!({ "ServiceSettings": { "EnableCustomEmoji": false } })).await;
    assert_eq!(react(&world, &ana, &post, "smile").await.status, StatusCode::OK);
    let refused = react(&world, &ana, &post, "nothere").await.refusal();
    assert_eq!(refused, (501, "api.emoji.disabled.app_error".to_owned()));
}

#[tokio::test]
async fn reactions_that_cannot_be_are_refused() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana").await, world.member("ben").await);
    let zoe = world.account("zoe").await;
    let post = said(&world, &ana, "hello").await;
    let refusal = async |person: &Person, post: &str, name: &str| react(&world, person, post, name).await.refusal();
    let invalid = (400, "api.reaction.save_reaction.invalid.app_error".to_owned());
    assert_eq!(refusal(&ana, &post, "").await, invalid);
    assert_eq!(refusal(&ana, &post, &"x".repeat(65)).await, invalid);
    assert_eq!(refusal(&ana, &post, "a b").await.0, 404);
    assert_eq!(refusal(&ana, "x", "smile").await, invalid);
    assert_eq!(refusal(&ana, &post, "nothere").await, (404, "app.emoji.get_by_name.no_result".to_owned()));
    assert_eq!(refusal(&zoe, &post, "smile").await.0, 403);
    assert_eq!(refusal(&ana, &"a".repeat(26), "smile").await.0, 403);
    let as_other = json!({ "user_id": ben.id, "post_id": post, "emoji_name": "smile" });
    let refused = world.post(&ana, "/reactions", &as_other).await.refusal();
    assert_eq!(refused, (403, "api.reaction.save_reaction.user_id.app_error".to_owned()));
    let names = include_str!("../../../rules/src/names/system_emoji.txt");
    for name in names.lines().take(50) {
        assert_eq!(react(&world, &ana, &post, name).await.status, StatusCode::OK, "{name}");
    }
    let full = (400, "app.reaction.save.save.too_many_reactions".to_owned());
    assert_eq!(refusal(&ana, &post, "tada").await, full);
    assert_eq!(react(&world, &ben, &post, names.lines().next().unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn acknowledgements_are_there_when_the_server_has_them() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana").await, world.member("ben").await);
    let wish = json!({
        "channel_id": world.channel, "message": "read this",
        "metadata": { "priority": { "priority": "important", "requested_ack": true } },
    });
    let off = (501, "license_error.feature_unavailable".to_owned());
    assert_eq!(world.post(&ana, "/posts", &wish).await.refusal(), off);
    world.configure(&json!({ "ServiceSettings": { "PostAcknowledgements": true } })).await;
    let post = world.post(&ana, "/posts", &wish).await.id();
    let path = format!("/users/{}/posts/{post}/ack", ben.id);
    let given = world.post(&ben, &path, &json!({})).await.json();
    assert_eq!((&given["user_id"], &given["post_id"]), (&json!(ben.id), &json!(post)));
    let seen = world.get(&ana, &format!("/posts/{post}")).await.json();
    assert_eq!(seen["metadata"]["acknowledgements"], json!([given]));
    assert_eq!(world.post(&ana, &path, &json!({})).await.refusal().0, 403);
    world.clock.advance(Duration::from_secs(301));
    let late = world.delete(&ben, &path).await.refusal();
    assert_eq!(late, (403, "api.acknowledgement.delete.deadline.app_error".to_owned()));
    let path = format!("/users/me/posts/{post}/ack");
    world.post(&ana, &path, &json!({})).await;
    assert_eq!(world.delete(&ana, &path).await.status, StatusCode::OK);
    let seen = world.get(&ana, &format!("/posts/{post}")).await.json();
    assert_eq!(seen["metadata"]["acknowledgements"], json!([given]));
}

#[tokio::test]
async fn posts_are_pinned_and_saved() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana").await, world.member("ben").await);
    let (one, two) = (said(&world, &ana, "one").await, said(&world, &ana, "two").await);
    let pinned = async || world.get(&ben, &format!("/channels/{}/pinned", world.channel)).await.json()["order"].clone();
    assert_eq!(pinned().await, json!([]));
    assert_eq!(world.post(&ben, &format!("/posts/{one}/pin"), &json!({})).await.status, StatusCode::OK);
    assert_eq!(pinned().await, json!([one]));
    assert_eq!(world.post(&ben, &format!("/posts/{one}/unpin"), &json!({})).await.status, StatusCode::OK);
    assert_eq!(pinned().await, json!([]));
    let saved = json!([{ "user_id": ben.id, "category": "flagged_post", "name": two, "value": "true" }]).to_string();
    world.send(&ben, "PUT", "/users/me/preferences", &[], saved).await;
    let list = async |query: &str| world.get(&ben, &format!("/users/me/posts/flagged{query}")).await.json();
    assert_eq!(list("").await["order"], json!([two]));
    assert_eq!(list(&format!("?channel_id={}", world.channel)).await["order"], json!([two]));
    assert_eq!(list(&format!("?team_id={}", "a".repeat(26))).await["order"], json!([]));
    assert_eq!(world.get(&ana, &format!("/users/{}/posts/flagged", ben.id)).await.status, StatusCode::FORBIDDEN);
}
