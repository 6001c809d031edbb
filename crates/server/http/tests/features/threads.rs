use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn followers_see_what_they_have_not_read() {
    let world = World::new().await;
    let (ana, ben) = (&world.ana, &world.ben);
    let root = world.post(ana, "root", "").await;
    let reply = world.post(ben, "reply @ana", &root).await;
    let threads = format!("/users/me/teams/{}/threads", world.team);
    let list = world.get(ana, &threads).await;
    assert_eq!((&list["total"], &list["total_unread_threads"]), (&json!(1), &json!(1)));
    assert_eq!(list["total_unread_mentions"], json!(1));
    let thread = &list["threads"][0];
    assert_eq!((&thread["id"], &thread["unread_replies"]), (&json!(root), &json!(1)));
    assert_eq!(thread["post"].get("metadata"), None);
    assert_eq!(thread["participants"][0]["username"], "");
    let extended = world.get(ana, &format!("{threads}/{root}?extended=true")).await;
    assert_eq!(extended["participants"][0]["username"], "ben");
    assert_eq!(world.get(ana, &format!("{threads}?totalsOnly=true")).await["threads"], json!(null));
    let now = 1_900_000_000_000_i64;
    let read = world.ok(ana, "PUT", &format!("{threads}/{root}/read/{now}"), json!({})).await;
    assert_eq!((&read["unread_replies"], &read["last_viewed_at"]), (&json!(0), &json!(now)));
    assert!(world.get(ana, &format!("{threads}?unread=true")).await["threads"].as_array().unwrap().is_empty());
    let unread = world.ok(ana, "POST", &format!("{threads}/{root}/set_unread/{reply}"), json!({})).await;
    assert_eq!((&unread["unread_replies"], &unread["unread_mentions"]), (&json!(1), &json!(1)));
    world.ok(ana, "PUT", &format!("{threads}/read"), json!({})).await;
    assert_eq!(world.get(ana, &threads).await["total_unread_threads"], json!(0));
}

#[tokio::test]
async fn each_follower_hears_of_a_reply_once() {
    let world = World::new().await;
    let root = world.post(&world.ana, "root", "").await;
    world.post(&world.ben, "first", &root).await;
    world.heard();
    world.post(&world.ben, "second", &root).await;
    let told: Vec<_> = world.heard().into_iter().filter(|(name, _)| name == "ThreadUpdated").collect();
    let mut users: Vec<String> = told.iter().map(|(_, audience)| audience.user_id.unwrap().to_string()).collect();
    users.sort_unstable();
    let mut followers = [world.ana.id.clone(), world.ben.id.clone()];
    followers.sort_unstable();
    assert_eq!(users, followers);
    assert!(told.iter().all(|(_, audience)| audience.team_id.unwrap().to_string() == world.team));
}

#[tokio::test]
async fn following_ends_and_begins_by_hand() {
    let world = World::new().await;
    let root = world.post(&world.ana, "root", "").await;
    world.post(&world.ben, "reply", &root).await;
    let thread = format!("/users/me/teams/{}/threads/{root}", world.team);
    let following = format!("{thread}/following");
    world.heard();
    world.ok(&world.ana, "DELETE", &following, json!({})).await;
    assert_eq!(world.events(), ["ThreadFollowChanged"]);
    let gone = world.refused(&world.ana, "GET", &thread, json!({})).await;
    assert_eq!(gone, (404, "app.user.get_threads_for_user.not_found".to_owned()));
    world.ok(&world.ana, "PUT", &following, json!({})).await;
    assert_eq!(world.get(&world.ana, &thread).await["unread_replies"], json!(0));
    let lone = world.post(&world.ana, "alone", "").await;
    let lone = format!("/users/me/teams/{}/threads/{lone}", world.team);
    let none = world.refused(&world.ana, "GET", &lone, json!({})).await;
    assert_eq!(none, (404, "app.user.get_thread_membership_for_user.not_found".to_owned()));
}

#[tokio::test]
async fn other_peoples_threads_are_refused() {
    let world = World::new().await;
    let threads = format!("/users/{}/teams/{}/threads", world.ana.id, world.team);
    let permissions = (403, "api.context.permissions.app_error".to_owned());
    assert_eq!(world.refused(&world.ben, "GET", &threads, json!({})).await, permissions);
    let unknown = format!("/users/me/teams/{}/threads/{}", world.team, "a".repeat(26));
    assert_eq!(world.refused(&world.ben, "GET", &unknown, json!({})).await, permissions);
    let both = format!("/users/me/teams/{}/threads?totalsOnly=true&threadsOnly=true", world.team);
    let refused = world.refused(&world.ben, "GET", &both, json!({})).await;
    assert_eq!(refused, (400, "api.getThreadsForUser.bad_only_params".to_owned()));
    let no_time = format!("/users/me/teams/{}/threads/{}/read/abc", world.team, world.room);
    assert_eq!(world.refused(&world.ben, "PUT", &no_time, json!({})).await.0, 404);
}
