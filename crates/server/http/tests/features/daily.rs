use serde_json::{Value, json};

use crate::world::{User, World, id};

#[tokio::test]
async fn passwords_change_and_end_other_sessions() {
    let world = World::new().await;
    let path = format!("/users/{}/password", world.ana.id);
    let change = |current: &str, new: &str| json!({ "current_password": current, "new_password": new });
    let wrong = world.refused(&world.ana, "PUT", &path, change("wrong", "password-2")).await;
    assert_eq!(wrong, (400, "api.user.update_password.incorrect.app_error".into()));
    assert_eq!(world.get(&world.ana, "/users/me").await["failed_attempts"], 1);
    let short = world.refused(&world.ana, "PUT", &path, change("password-1", "short")).await;
    assert_eq!(short, (400, "model.user.is_valid.pwd_min_length.app_error".into()));
    assert_eq!(world.refused(&world.ana, "PUT", &path, change("", "password-2")).await.0, 400);
    assert_eq!(world.refused(&world.ben, "PUT", &path, change("password-1", "password-2")).await.0, 403);
    let other = world.sign_in("ana", "password-1").await;
    world.ok(&world.ana, "PUT", &path, change("password-1", "password-2")).await;
    assert_eq!(world.refused(&other, "GET", "/users/me", json!({})).await.0, 401);
    world.get(&world.ana, "/users/me").await;
    world.sign_in("ana", "password-2").await;
    // An administrator needs no password; all sessions end.
    world.ok(&world.admin, "PUT", &path, change("", "password-3")).await;
    assert_eq!(world.refused(&world.ana, "GET", "/users/me", json!({})).await.0, 401);
    world.sign_in("ana", "password-3").await;
}

#[tokio::test]
async fn guessing_the_password_locks_the_account_until_it_is_opened() {
    let world = World::new().await;
    let path = format!("/users/{}/password", world.ana.id);
    let wrong = json!({ "current_password": "wrong", "new_password": "password-2" });
    let limit = json!({ "ServiceSettings": { "MaximumLoginAttempts": 3 } });
    world.ok(&world.admin, "PUT", "/config/patch", limit).await;
    for _ in 0..3 {
        assert_eq!(world.refused(&world.ana, "PUT", &path, wrong.clone()).await.0, 400);
    }
    let right = json!({ "current_password": "password-1", "new_password": "password-2" });
    let locked = world.refused(&world.ana, "PUT", &path, right.clone()).await;
    assert_eq!(locked, (401, "api.user.check_user_login_attempts.too_many.app_error".into()));
    let open = format!("/users/{}/reset_failed_attempts", world.ana.id);
    assert_eq!(world.refused(&world.ben, "POST", &open, json!({})).await.0, 403);
    world.ok(&world.admin, "POST", &open, json!({})).await;
    world.ok(&world.ana, "PUT", &path, right).await;
}

#[tokio::test]
async fn test_notifications_are_pushed_by_the_servers_bot() {
    let world = World::new().await;
    world.heard();
    for _ in 0..2 {
        world.ok(&world.ana, "POST", "/notifications/test", json!({})).await;
    }
    assert_eq!(world.events(), ["DirectAdded", "Posted", "Posted"]);
    let bot = world.get(&world.ana, "/users/username/system-bot").await;
    assert_eq!(bot["is_bot"], true);
    let direct = world.ok(&world.ana, "POST", "/channels/direct", json!([world.ana.id, bot["id"]])).await;
    let posts = world.get(&world.ana, &format!("/channels/{}/posts", id(&direct))).await;
    let post = &posts["posts"][posts["order"][0].as_str().unwrap()];
    assert_eq!((&post["user_id"], &post["props"]["from_bot"]), (&bot["id"], &json!("true")));
    let unread = world.get(&world.ana, &format!("/users/me/channels/{}/unread", id(&direct))).await;
    assert_eq!(unread["mention_count"], 2);
}

/// A group message of Ana, Ben and the administrator.
async fn group(world: &World) -> String {
    id(&world.ok(&world.ana, "POST", "/channels/group", json!([world.ana.id, world.ben.id, world.admin.id])).await)
}

#[tokio::test]
async fn group_messages_become_channels_of_a_team_all_are_in() {
    let world = World::new().await;
    let group = group(&world).await;
    let common = format!("/channels/{group}/common_teams");
    let convert = format!("/channels/{group}/convert_to_channel?team-id={}", world.team);
    let asked = json!({ "team_id": world.team, "channel_id": group, "name": "conv", "display_name": "Conv" });
    assert_eq!(world.get(&world.ana, &common).await, json!([]));
    let early = world.refused(&world.ana, "POST", &convert, asked.clone()).await;
    assert_eq!(early, (400, "app.channel.group_message_conversion.incorrect_team".into()));
    let joins = json!({ "team_id": world.team, "user_id": world.admin.id });
    world.ok(&world.admin, "POST", &format!("/teams/{}/members", world.team), joins).await;
    assert_eq!(id(&world.get(&world.ana, &common).await[0]), world.team);
    let room = format!("/channels/{}/common_teams", world.room);
    assert_eq!(world.refused(&world.ana, "GET", &room, json!({})).await.0, 400);
    let mut other = asked.clone();
    other["channel_id"] = json!(world.room);
    assert_eq!(world.refused(&world.ana, "POST", &convert, other).await.0, 400);
    let mut taken = asked.clone();
    taken["name"] = json!("room");
    assert_eq!(world.refused(&world.ana, "POST", &convert, taken).await.0, 400);
    world.heard();
    let made = world.ok(&world.ana, "POST", &convert, asked.clone()).await;
    assert_eq!((&made["type"], &made["team_id"], &made["name"]), (&json!("P"), &json!(world.team), &json!("conv")));
    assert_eq!(world.events()[..2], ["ChannelUpdated", "Posted"]);
    let posts = world.get(&world.ben, &format!("/channels/{group}/posts")).await;
    let notice = &posts["posts"][posts["order"][0].as_str().unwrap()];
    assert_eq!(notice["type"], "system_gm_to_channel");
    assert_eq!(world.refused(&world.ana, "POST", &convert, asked).await.0, 400);
    // The people can have a group message again.
    let again = world.ok(&world.ana, "POST", "/channels/group", json!([world.ana.id, world.ben.id, world.admin.id]));
    assert_ne!(id(&again.await), group);
}

#[tokio::test]
async fn outsiders_convert_and_see_nothing() {
    let world = World::new().await;
    let group = group(&world).await;
    let other = json!({ "username": "eve", "email": "eve@example.com", "password": "password-1" });
    world.ok(&world.admin, "POST", "/users", other).await;
    let eve = world.sign_in("eve", "password-1").await;
    let asked = json!({ "team_id": world.team, "channel_id": group, "name": "conv", "display_name": "Conv" });
    let convert = format!("/channels/{group}/convert_to_channel");
    assert_eq!(world.refused(&eve, "POST", &convert, asked).await.0, 403);
    assert_eq!(world.refused(&eve, "GET", &format!("/channels/{group}/common_teams"), json!({})).await.0, 403);
    assert_eq!(world.refused(&eve, "GET", &format!("/channels/{group}/timezones"), json!({})).await.0, 403);
    let others = format!("/users/{}/channel_members", world.ana.id);
    assert_eq!(world.refused(&eve, "GET", &others, json!({})).await.0, 403);
}

#[tokio::test]
async fn time_zones_of_members_are_told_once() {
    let world = World::new().await;
    let zone = |automatic: &str, zone: &str| {
        json!({ "timezone": {
            "useAutomaticTimezone": automatic, "automaticTimezone": zone, "manualTimezone": "Europe/Berlin",
        } })
    };
    world.ok(&world.ana, "PUT", "/users/me/patch", zone("true", "Asia/Tokyo")).await;
    world.ok(&world.ben, "PUT", "/users/me/patch", zone("false", "")).await;
    let zones = world.get(&world.ana, &format!("/channels/{}/timezones", world.room)).await;
    assert_eq!(zones, json!(["Asia/Tokyo", "Europe/Berlin"]));
}

#[tokio::test]
async fn all_memberships_come_in_pages_or_as_lines() {
    let world = World::new().await;
    world.ok(&world.ana, "POST", "/channels/direct", json!([world.ana.id, world.ben.id])).await;
    let lines = world.lines(&world.ana, "/users/me/channel_members?page=-1").await;
    let teams: Vec<&str> = lines.iter().filter_map(|line| line["team_name"].as_str()).collect();
    assert_eq!((teams.len(), teams.iter().filter(|name| **name == "alpha").count()), (4, 3));
    let page = |number: u32| format!("/users/me/channel_members?page={number}&per_page=3");
    let (first, second) = (world.get(&world.ana, &page(0)).await, world.get(&world.ana, &page(1)).await);
    let ids = |list: &Value| list.as_array().unwrap().iter().map(|one| one["channel_id"].clone()).collect::<Vec<_>>();
    let paged = [ids(&first), ids(&second)].concat();
    assert_eq!(paged, lines.iter().map(|line| line["channel_id"].clone()).collect::<Vec<_>>());
}

#[tokio::test]
async fn files_are_searched_in_own_channels() {
    let world = World::new().await;
    let file = world.file(&world.ana, "Report-2024.txt").await;
    let post = json!({ "channel_id": world.room, "message": "here", "file_ids": [file] });
    world.ok(&world.ana, "POST", "/posts", post).await;
    let search = async |by: &User, path: &str, terms: &str| world.ok(by, "POST", path, json!({ "terms": terms })).await;
    let in_team = format!("/teams/{}/files/search", world.team);
    let found = search(&world.ben, &in_team, "report").await;
    assert_eq!((&found["order"], &found["file_infos"][&file]["name"]), (&json!([file]), &json!("Report-2024.txt")));
    assert_eq!(search(&world.ben, "/files/search", "ext:txt from:ana").await["order"], json!([file]));
    assert_eq!(search(&world.ben, "/files/search", "ext:txt").await["order"], json!([file]));
    assert_eq!(search(&world.ben, "/files/search", "-ext:txt report").await["order"], json!([]));
    assert_eq!(search(&world.ben, "/files/search", "from:ben report").await["order"], json!([]));
    assert_eq!(search(&world.admin, "/files/search", "report").await["order"], json!([]));
    assert_eq!(world.refused(&world.ben, "POST", "/files/search", json!({ "terms": "" })).await.0, 400);
    let elsewhere = format!("/teams/{}/files/search", "a".repeat(26));
    assert_eq!(world.refused(&world.ben, "POST", &elsewhere, json!({ "terms": "x" })).await.0, 403);
}
