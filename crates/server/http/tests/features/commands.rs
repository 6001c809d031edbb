use std::time::Duration;

use serde_json::{Value, json};

use crate::world::{User, World};

async fn order(world: &World, by: &User, text: &str) -> Value {
    world.pass(Duration::from_millis(1));
    let body = json!({ "command": text, "channel_id": world.room, "team_id": world.team });
    world.ok(by, "POST", "/commands/execute", body).await
}

/// What a command says to who orders it.
async fn told(world: &World, by: &User, text: &str) -> String {
    let answer = order(world, by, text).await;
    assert_eq!(answer["response_type"], "ephemeral", "{answer}");
    answer["text"].as_str().unwrap().to_owned()
}

/// The newest message of the room, and its type.
async fn newest(world: &World) -> (String, String) {
    let list = world.get(&world.ben, &format!("/channels/{}/posts", world.room)).await;
    let post = &list["posts"][list["order"][0].as_str().unwrap()];
    let text = |key: &str| post[key].as_str().unwrap().to_owned();
    (text("message"), text("type"))
}

#[tokio::test]
async fn commands_post_in_the_name_of_who_orders_them() {
    let world = World::new().await;
    let answer = order(&world, &world.ana, "/me waves").await;
    assert_eq!(
        (&answer["response_type"], &answer["type"], &answer["props"]),
        (&json!("in_channel"), &json!("me"), &json!(null))
    );
    assert_eq!(newest(&world).await, ("*waves*".to_owned(), "me".to_owned()));
    order(&world, &world.ana, "/SHRUG hi @ben").await;
    assert_eq!(newest(&world).await.0, r"hi @ben ¯\\\_(ツ)\_/¯");
    assert_eq!(world.get(&world.ben, &format!("/channels/{}/members/me", world.room)).await["mention_count"], 1);
    order(&world, &world.ana, "/code a\nb").await;
    assert_eq!(newest(&world).await.0, "    a\n    b");
    assert_eq!(order(&world, &world.ana, "/echo hello 0").await["response_type"], "");
    assert_eq!(newest(&world).await, ("hello".to_owned(), String::new()));
    world.heard();
    assert_eq!(told(&world, &world.ana, "/code").await, "A message must be provided with the /code command.");
    let heard = world.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(
        (heard[0].0.as_str(), heard[0].1.user_id.unwrap().to_string()),
        ("EphemeralMessage", world.ana.id.clone())
    );
}

#[tokio::test]
async fn commands_change_the_channel_as_far_as_one_may() {
    let world = World::new().await;
    let outsider = world.channel(&world.ana, "secret", "P").await;
    order(&world, &world.ana, "/header new header").await;
    order(&world, &world.ana, "/purpose new purpose").await;
    order(&world, &world.ana, "/rename Better Room").await;
    let channel = world.get(&world.ana, &format!("/channels/{}", world.room)).await;
    let texts = ["header", "purpose", "display_name"].map(|key| channel[key].as_str().unwrap().to_owned());
    assert_eq!(texts, ["new header", "new purpose", "Better Room"]);
    assert!(told(&world, &world.ana, "/header").await.contains("/header"));
    assert!(told(&world, &world.ana, "/mute").await.starts_with("You will not receive notifications for Better Room"));
    assert_eq!(told(&world, &world.ana, "/mute ~room").await, "Better Room is no longer muted.");
    assert_eq!(told(&world, &world.ana, "/mute ~nowhere").await, "Could not find the channel ~nowhere.");
    let into = |channel: &str| json!({ "command": "/me x", "channel_id": channel });
    assert_eq!(world.refused(&world.ben, "POST", "/commands/execute", into(&outsider)).await.0, 403);
    world.ok(&world.admin, "DELETE", &format!("/channels/{}", world.room), json!({})).await;
    assert_eq!(world.refused(&world.ana, "POST", "/commands/execute", into(&world.room)).await.0, 400);
}

#[tokio::test]
async fn commands_let_people_in_and_out() {
    let world = World::new().await;
    let unknown = told(&world, &world.ana, "/invite @nobody").await;
    assert_eq!(
        unknown,
        "We couldn't find the user nobody. They may have been deactivated by the System Administrator."
    );
    assert_eq!(told(&world, &world.ana, "/invite @ben").await, "ben is already in the channel.");
    let other = world.channel(&world.ana, "other", "O").await;
    assert_eq!(told(&world, &world.ana, "/invite @ben ~other").await, "ben added to other channel.");
    world.get(&world.ben, &format!("/channels/{other}/members/me")).await;
    assert_eq!(order(&world, &world.ana, "/kick @ben").await["text"], "");
    let me = format!("/channels/{}/members/me", world.room);
    assert_eq!(world.refused(&world.ben, "GET", &me, json!({})).await.0, 404);
    assert_eq!(told(&world, &world.ana, "/kick @ben").await, "ben is not a member of this channel.");
    let from_other = |text: &str| json!({ "command": text, "channel_id": other });
    assert_eq!(
        world.ok(&world.ben, "POST", "/commands/execute", from_other("/join nothere")).await["text"],
        "An error occurred while listing channels."
    );
    let joined = world.ok(&world.ben, "POST", "/commands/execute", from_other("/join ~room")).await;
    assert_eq!(joined["goto_location"], "/alpha/channels/room");
    world.get(&world.ben, &me).await;
    let left = world.ok(&world.ben, "POST", "/commands/execute", from_other("/leave")).await;
    assert_eq!(left["goto_location"], "/alpha/channels/town-square");
    assert_eq!(world.refused(&world.ben, "GET", &format!("/channels/{other}/members/me"), json!({})).await.0, 404);
}

#[tokio::test]
async fn commands_write_to_people_and_set_presence() {
    let world = World::new().await;
    let went = order(&world, &world.ana, "/msg @ben hello there").await;
    assert_eq!(went["goto_location"], "/alpha/messages/@ben");
    let direct = world.ok(&world.ana, "POST", "/channels/direct", json!([world.ana.id, world.ben.id])).await;
    let posts = world.get(&world.ben, &format!("/channels/{}/posts", direct["id"].as_str().unwrap())).await;
    assert_eq!(posts["posts"][posts["order"][0].as_str().unwrap()]["message"], "hello there");
    let group = order(&world, &world.ana, "/groupmsg @ben,@admin hi").await;
    assert!(group["goto_location"].as_str().unwrap().starts_with("/alpha/channels/"));
    world.heard();
    assert_eq!(told(&world, &world.ana, "/away").await, "You are now away");
    assert_eq!(world.events(), ["StatusChange", "EphemeralMessage"]);
    assert!(told(&world, &world.ana, "/dnd").await.starts_with("Do Not Disturb is enabled."));
    assert_eq!(world.get(&world.ana, "/users/me/status").await["status"], "dnd");
    order(&world, &world.ana, "/collapse").await;
    let preference = world.get(&world.ana, "/users/me/preferences/display_settings/name/collapse_previews").await;
    assert_eq!(preference["value"], "true");
    assert_eq!(order(&world, &world.ana, "/logout").await["goto_location"], "/login");
}

#[tokio::test]
async fn what_is_no_command_is_refused_and_commands_are_offered() {
    let world = World::new().await;
    let send = |text: &str| json!({ "command": text, "channel_id": world.room });
    let refused = world.refused(&world.ana, "POST", "/commands/execute", send("/nonexistent x")).await;
    assert_eq!(refused, (404, "api.command.execute_command.not_found.app_error".into()));
    for text in ["no slash", "/", ""] {
        let refused = world.refused(&world.ana, "POST", "/commands/execute", send(text)).await;
        assert_eq!(refused, (400, "api.command.execute_command.start.app_error".into()), "{text}");
    }
    let nowhere = json!({ "command": "/me x", "channel_id": "x" });
    assert_eq!(world.refused(&world.ana, "POST", "/commands/execute", nowhere).await.0, 400);
    let base = format!("/teams/{}/commands", world.team);
    let offered = world.get(&world.ana, &format!("{base}/autocomplete_suggestions?user_input=/sh")).await;
    assert_eq!((&offered[0]["Complete"], offered.as_array().unwrap().len()), (&json!("shrug"), 1));
    assert_eq!(world.refused(&world.ana, "GET", &format!("{base}/autocomplete_suggestions"), json!({})).await.0, 400);
    assert_eq!(
        world
            .refused(&world.ben, "GET", &format!("/teams/{}/commands/autocomplete", "a".repeat(26)), json!({}))
            .await
            .0,
        403
    );
    let all = world.get(&world.ana, &format!("/commands?team_id={}", world.team)).await;
    for command in all.as_array().unwrap() {
        // Everything that is offered does something.
        order(&world, &world.ana, &format!("/{}", command["trigger"].as_str().unwrap())).await;
        let join = json!({ "user_id": world.ana.id });
        world.ok(&world.admin, "POST", &format!("/channels/{}/members", world.room), join).await;
    }
}

#[tokio::test]
async fn administrators_show_posts_to_one_person() {
    let world = World::new().await;
    let body = json!({ "user_id": world.ben.id, "post": { "channel_id": world.room, "message": "psst" } });
    assert_eq!(world.refused(&world.ana, "POST", "/posts/ephemeral", body.clone()).await.0, 403);
    world.heard();
    let made = world.ok(&world.admin, "POST", "/posts/ephemeral", body).await;
    assert_eq!(
        (&made["type"], &made["file_ids"], &made["update_at"]),
        (&json!("system_ephemeral"), &json!(null), &json!(0))
    );
    let heard = world.heard();
    assert_eq!((heard.len(), heard[0].1.user_id.unwrap().to_string()), (1, world.ben.id.clone()));
    let nobody = json!({ "user_id": "a".repeat(26), "post": { "channel_id": world.room, "message": "psst" } });
    assert_eq!(world.refused(&world.admin, "POST", "/posts/ephemeral", nobody).await.0, 400);
}
