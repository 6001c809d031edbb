use serde_json::json;

use crate::world::{World, id};

#[tokio::test]
async fn changed_texts_are_told_in_the_channel() {
    let world = World::new().await;
    let channel = format!("/channels/{}", world.room);
    world.heard();
    let change = json!({ "header": "new", "display_name": "Room 2" });
    let changed = world.ok(&world.ana, "PUT", &format!("{channel}/patch"), change).await;
    assert_eq!((&changed["header"], &changed["display_name"]), (&json!("new"), &json!("Room 2")));
    assert_eq!(world.events().iter().filter(|name| *name == "ChannelUpdated").count(), 1);
    let posts = world.get(&world.ben, &format!("{channel}/posts")).await;
    let told = |kind: &str, message: &str| {
        posts["posts"].as_object().unwrap().values().any(|post| post["type"] == kind && post["message"] == message)
    };
    assert!(told("system_header_change", "ana updated the channel header to: new"));
    assert!(told("system_displayname_change", "ana updated the channel display name from: room to: Room 2"));
    let nothing = world.refused(&world.ana, "PUT", &format!("{channel}/patch"), json!({})).await;
    assert_eq!(nothing.1, "api.channel.patch_update_channel.no_changes.app_error");
    let taken = world.refused(&world.ana, "PUT", &format!("{channel}/patch"), json!({ "name": "off-topic" })).await;
    assert_eq!(taken.1, "store.sql_channel.save_channel.exists.app_error");
    let banner = json!({ "banner_info": { "enabled": true } });
    assert_eq!(world.refused(&world.ana, "PUT", &format!("{channel}/patch"), banner).await.0, 403);
}

#[tokio::test]
async fn several_join_by_one_request() {
    let world = World::new().await;
    let members = format!("/channels/{}/members", world.channel(&world.ana, "fresh", "O").await);
    let stranger = "a".repeat(26);
    let added = world.ok(&world.ana, "POST", &members, json!({ "user_ids": [world.ben.id, stranger] })).await;
    assert_eq!(added.as_array().unwrap().len(), 1);
    assert_eq!(added[0]["user_id"], json!(world.ben.id));
    assert_eq!(world.refused(&world.ana, "POST", &members, json!({ "user_ids": [stranger] })).await.0, 404);
    for wrong in [json!([]), json!(["x"]), json!([1]), json!(vec![stranger; 1001])] {
        let refused = world.refused(&world.ana, "POST", &members, json!({ "user_ids": wrong })).await;
        assert_eq!(refused, (400, "api.context.invalid_body_param.app_error".to_owned()));
    }
}

#[tokio::test]
async fn archived_channels_come_back() {
    let world = World::new().await;
    let channel = format!("/channels/{}", world.room);
    world.heard();
    world.ok(&world.ana, "DELETE", &channel, json!({})).await;
    assert_eq!(world.events().last().map(String::as_str), Some("ChannelDeleted"));
    assert!(world.get(&world.ana, &channel).await["delete_at"].as_i64().unwrap() > 0);
    let post = json!({ "channel_id": world.room, "message": "x" });
    let refused = world.refused(&world.ana, "POST", "/posts", post).await;
    assert_eq!(refused.1, "api.post.create_post.can_not_post_to_deleted.error");
    let again = world.refused(&world.ana, "DELETE", &channel, json!({})).await;
    assert_eq!(again.1, "api.channel.delete_channel.deleted.app_error");
    let archived = world.get(&world.ben, &format!("/teams/{}/channels/deleted", world.team)).await;
    assert_eq!(id(&archived[0]), world.room);
    assert_eq!(world.refused(&world.ben, "POST", &format!("{channel}/restore"), json!({})).await.0, 403);
    world.ok(&world.admin, "POST", &format!("{channel}/restore"), json!({})).await;
    assert_eq!(world.get(&world.ana, &channel).await["delete_at"], json!(0));
}

#[tokio::test]
async fn converting_needs_the_right_and_spares_the_default_channel() {
    let world = World::new().await;
    let privacy = format!("/channels/{}/privacy", world.room);
    assert_eq!(world.refused(&world.ben, "PUT", &privacy, json!({ "privacy": "P" })).await.0, 403);
    let changed = world.ok(&world.admin, "PUT", &privacy, json!({ "privacy": "P" })).await;
    assert_eq!(changed["type"], "P");
    let square = world.get(&world.ana, &format!("/teams/{}/channels/name/town-square", world.team)).await;
    let refused = world
        .refused(&world.admin, "PUT", &format!("/channels/{}/privacy", id(&square)), json!({ "privacy": "P" }))
        .await;
    assert_eq!(refused.1, "api.channel.update_channel_privacy.default_channel_error");
    let roles = format!("/channels/{}/members/{}/schemeRoles", world.room, world.ben.id);
    world.ok(&world.ana, "PUT", &roles, json!({ "scheme_user": true, "scheme_admin": true })).await;
    let member = world.get(&world.ben, &format!("/channels/{}/members/me", world.room)).await;
    assert_eq!(member["roles"], "channel_user channel_admin");
}

#[tokio::test]
async fn private_channels_are_found_by_members_only() {
    let world = World::new().await;
    let secret = world.channel(&world.ana, "yellow-secret", "P").await;
    let public = world.channel(&world.ana, "yellow", "O").await;
    let search = async |by, path: &str| {
        let found = world.get(by, &format!("/teams/{}/channels/{path}?name=yell", world.team)).await;
        found.as_array().unwrap().iter().map(id).collect::<Vec<_>>()
    };
    assert_eq!(search(&world.ana, "autocomplete").await, [public.clone(), secret.clone()]);
    assert_eq!(search(&world.ben, "autocomplete").await, std::slice::from_ref(&public));
    assert!(search(&world.ben, "search_autocomplete").await.is_empty());
    let found = world
        .ok(&world.ben, "POST", &format!("/teams/{}/channels/search", world.team), json!({ "term": "yell" }))
        .await;
    assert_eq!(found.as_array().unwrap().len(), 1);
    let by_ids = format!("/teams/{}/channels/ids", world.team);
    assert_eq!(world.ok(&world.ben, "POST", &by_ids, json!([secret, public])).await.as_array().unwrap().len(), 1);
    assert_eq!(world.refused(&world.ben, "GET", "/channels", json!({})).await.0, 403);
    assert_eq!(world.refused(&world.ben, "POST", "/channels/search", json!({ "term": "y" })).await.0, 403);
}

#[tokio::test]
async fn group_members_are_named_for_members() {
    let world = World::new().await;
    let group = json!([world.ana.id, world.ben.id, world.admin.id]);
    let group = id(&world.ok(&world.ana, "POST", "/channels/group", group).await);
    let named = world.ok(&world.ana, "POST", "/users/group_channels", json!([group, world.room])).await;
    assert_eq!(named.as_object().unwrap().len(), 1);
    let mut users: Vec<_> =
        named[group.as_str()].as_array().unwrap().iter().map(|user| user["username"].clone()).collect();
    users.sort_by_key(ToString::to_string);
    assert_eq!(users, ["admin", "ben"]);
}
