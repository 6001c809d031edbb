use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn marking_unread_counts_what_is_behind_the_post() {
    let world = World::new().await;
    let mut posts = Vec::new();
    for message in ["one", "two @ben", "three", "four @ben"] {
        posts.push(world.post(&world.ana, message, "").await);
    }
    let room = &world.room;
    world.ok(&world.ben, "POST", "/channels/members/me/view", json!({ "channel_id": room })).await;
    let before = world.get(&world.ben, &format!("/channels/{room}/members/me")).await["msg_count"].as_i64().unwrap();
    world.heard();
    let set_unread = format!("/users/me/posts/{}/set_unread", posts[1]);
    let marked = world.ok(&world.ben, "POST", &set_unread, json!({ "collapsed_threads_supported": true })).await;
    assert_eq!((&marked["msg_count"], &marked["mention_count"]), (&json!(before - 3), &json!(2)));
    assert_eq!(marked["mention_count_root"], json!(2));
    assert_eq!(world.events(), ["PostUnread"]);
    let unread = world.get(&world.ben, &format!("/users/me/channels/{room}/unread")).await;
    assert_eq!((&unread["msg_count"], &unread["mention_count"]), (&json!(3), &json!(2)));
    let teams = world.get(&world.ben, "/users/me/teams/unread").await;
    assert_eq!(teams[0]["mention_count"], json!(2));
    let path = format!("/users/me/channels/{room}/posts/unread?limit_before=1&limit_after=2");
    let around = world.get(&world.ben, &path).await;
    assert_eq!(around["order"], json!([posts[2], posts[1], posts[0]]));
    assert_eq!(around["next_post_id"], json!(posts[3]));
    let none = format!("/users/me/channels/{room}/posts/unread?limit_after=0");
    assert_eq!(world.refused(&world.ben, "GET", &none, json!({})).await.0, 400);
    let read = world.ok(&world.ben, "POST", "/channels/members/me/mark_read", json!([room])).await;
    assert!(read["last_viewed_at_times"][room.as_str()].as_i64().unwrap() > 0);
    assert_eq!(world.get(&world.ben, &format!("/users/me/channels/{room}/unread")).await["msg_count"], json!(0));
}

#[tokio::test]
async fn apps_that_know_no_threads_mark_the_thread() {
    let world = World::new().await;
    let root = world.post(&world.ana, "root", "").await;
    world.post(&world.ben, "I am here", &root).await;
    let reply = world.post(&world.ana, "reply @ben", &root).await;
    let channel = &world.room;
    world.ok(&world.ben, "POST", "/channels/members/me/view", json!({ "channel_id": channel })).await;
    world.ok(&world.ben, "PUT", &format!("/users/me/teams/{}/threads/read", world.team), json!({})).await;
    let roots = world.get(&world.ben, &format!("/channels/{channel}")).await["total_msg_count_root"].clone();
    let marked = world.ok(&world.ben, "POST", &format!("/users/me/posts/{reply}/set_unread"), json!({})).await;
    assert_eq!((&marked["msg_count_root"], &marked["mention_count_root"]), (&roots, &json!(0)));
    assert_eq!(marked["mention_count"], json!(1));
    let thread = world.get(&world.ben, &format!("/users/me/teams/{}/threads/{root}", world.team)).await;
    assert_eq!((&thread["unread_replies"], &thread["unread_mentions"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn bodies_that_only_carry_options_may_be_anything() {
    let world = World::new().await;
    let post = world.post(&world.ana, "one", "").await;
    let path = format!("/users/me/posts/{post}/set_unread");
    for body in [json!({}), json!("{\"collapsed_threads_supported\":true}"), json!([1]), json!(null)] {
        world.ok(&world.ben, "POST", &path, body).await;
    }
    let foreign = format!("/users/{}/posts/{post}/set_unread", world.ana.id);
    assert_eq!(world.refused(&world.ben, "POST", &foreign, json!({})).await.0, 403);
}
