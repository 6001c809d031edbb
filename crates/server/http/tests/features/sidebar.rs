use serde_json::{Value, json};

use crate::world::{World, id};

fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn categories_hold_each_channel_once() {
    let world = World::new().await;
    let ana = &world.ana;
    let base = format!("/users/me/teams/{}/channels/categories", world.team);
    let start = world.get(ana, &base).await;
    assert_eq!(start["categories"].as_array().unwrap().len(), 3);
    world.heard();
    let new = json!({ "user_id": ana.id, "team_id": world.team, "display_name": "Work", "channel_ids": [world.room] });
    let made = world.ok(ana, "POST", &base, new).await;
    assert_eq!((&made["sort_order"], &made["channel_ids"]), (&json!(10), &json!([world.room])));
    assert_eq!(world.events(), ["CategoryCreated"]);
    let channels = &world.get(ana, &base).await["categories"][2];
    assert!(!channels["channel_ids"].as_array().unwrap().contains(&json!(world.room)));
    let mut muted = made.clone();
    muted["muted"] = json!(true);
    world.ok(ana, "PUT", &format!("{base}/{}", id(&made)), muted).await;
    assert_eq!(world.events(), ["ChannelMemberUpdated", "CategoriesUpdated"]);
    let member = world.get(ana, &format!("/channels/{}/members/me", world.room)).await;
    assert_eq!(member["notify_props"]["mark_unread"], "mention");
    let order: Vec<String> = ids(&world.get(ana, &base).await["categories"]).into_iter().rev().collect();
    assert_eq!(world.ok(ana, "PUT", &format!("{base}/order"), json!(order)).await, json!(order));
    assert_eq!(world.get(ana, &format!("{base}/order")).await, json!(order));
    let partial = world.refused(ana, "PUT", &format!("{base}/order"), json!(order[..2])).await;
    assert_eq!(partial, (400, "app.channel.sidebar_categories.app_error".to_owned()));
    world.ok(ana, "DELETE", &format!("{base}/{}", id(&made)), json!({})).await;
    let built_in = world.refused(ana, "DELETE", &format!("{base}/{}", order[0]), json!({})).await;
    assert_eq!(built_in.0, 400);
    let member = world.get(ana, &format!("/channels/{}/members/me", world.room)).await;
    assert_eq!(member["notify_props"]["mark_unread"], "all");
}

#[tokio::test]
async fn a_category_may_be_made_muted() {
    let world = World::new().await;
    let base = format!("/users/me/teams/{}/channels/categories", world.team);
    let new = json!({ "display_name": "Later", "channel_ids": [world.room], "muted": true });
    let made = world.ok(&world.ana, "POST", &base, new).await;
    assert_eq!(made["muted"], true);
    let member = world.get(&world.ana, &format!("/channels/{}/members/me", world.room)).await;
    assert_eq!(member["notify_props"]["mark_unread"], "mention");
}

#[tokio::test]
async fn other_peoples_sidebars_are_refused() {
    let world = World::new().await;
    let base = format!("/users/{}/teams/{}/channels/categories", world.ana.id, world.team);
    assert_eq!(world.refused(&world.ben, "GET", &base, json!({})).await.0, 403);
    let foreign = json!({ "user_id": world.ben.id, "display_name": "X" });
    assert_eq!(world.refused(&world.ana, "POST", &base, foreign).await.0, 400);
    let unknown = format!("{base}/{}", "a".repeat(26));
    assert_eq!(world.refused(&world.ana, "GET", &unknown, json!({})).await.0, 403);
}
