use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn edits_are_told_and_kept() {
    let world = World::new().await;
    let post = world.post(&world.ana, "first", "").await;
    world.heard();
    let patch = format!("/posts/{post}/patch");
    let edited = world.ok(&world.ana, "PUT", &patch, json!({ "message": "second #tag" })).await;
    assert_eq!((&edited["message"], &edited["hashtags"]), (&json!("second #tag"), &json!("#tag")));
    assert!(edited["edit_at"].as_i64().unwrap() > 0);
    assert_eq!(world.events(), ["PostEdited"]);
    let history = world.get(&world.ana, &format!("/posts/{post}/edit_history")).await;
    assert_eq!(history[0]["message"], "first");
    assert_eq!(world.refused(&world.ben, "GET", &format!("/posts/{post}/edit_history"), json!({})).await.0, 403);
    assert_eq!(world.refused(&world.ben, "PUT", &patch, json!({ "message": "mine" })).await.0, 403);
    let whole = json!({ "id": "a".repeat(26), "message": "x" });
    assert_eq!(world.refused(&world.ana, "PUT", &format!("/posts/{post}"), whole).await.0, 400);
    let long = json!({ "message": "x".repeat(16_384) });
    assert_eq!(world.refused(&world.ana, "PUT", &patch, long).await.1, "model.post.is_valid.message_length.app_error");
}

#[tokio::test]
async fn deleted_posts_are_told_without_their_text_in_lists() {
    let world = World::new().await;
    let root = world.post(&world.ana, "root", "").await;
    let reply = world.post(&world.ben, "reply", &root).await;
    assert_eq!(world.refused(&world.ben, "DELETE", &format!("/posts/{root}"), json!({})).await.0, 403);
    world.heard();
    world.ok(&world.ana, "DELETE", &format!("/posts/{root}"), json!({})).await;
    let said = world.heard();
    assert_eq!(said.len(), 2, "a copy for administrators, one for the rest");
    assert!(said.iter().all(|(name, _)| name == "PostDeleted"));
    for gone in [&root, &reply] {
        assert_eq!(world.refused(&world.ana, "GET", &format!("/posts/{gone}"), json!({})).await.0, 404);
    }
    let since = world.get(&world.ana, &format!("/channels/{}/posts?since=1", world.room)).await;
    assert_eq!(since["posts"][root.as_str()]["message"], "");
    let again = world.refused(&world.ana, "DELETE", &format!("/posts/{root}"), json!({})).await;
    assert_eq!(again, (404, "app.post.get.app_error".to_owned()));
}

#[tokio::test]
async fn links_say_where_a_post_is() {
    let world = World::new().await;
    let post = world.post(&world.ana, "here", "").await;
    let info = world.get(&world.ben, &format!("/posts/{post}/info")).await;
    assert_eq!((&info["has_joined_channel"], &info["team_display_name"]), (&json!(true), &json!("Alpha")));
    let stranger = world.refused(&world.ben, "GET", &format!("/posts/{}/info", "a".repeat(26)), json!({})).await;
    assert_eq!(stranger.0, 404);
}
