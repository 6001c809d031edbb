use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn what_is_not_there_is_refused_so_that_apps_hide_it() {
    let world = World::new().await;
    let room = &world.room;
    for (method, path, status, id) in [
        ("GET", format!("/channels/{room}/bookmarks"), 501, "api.channel.bookmark.channel_bookmark.license.error"),
        ("GET", "/groups".to_owned(), 501, "api.license_error"),
        ("GET", "/custom_profile_attributes/fields".to_owned(), 403, "api.custom_profile_attributes.license_error"),
        ("GET", "/data_retention/policy".to_owned(), 501, "ent.data_retention.generic.license.error"),
        ("POST", "/posts/schedule".to_owned(), 400, "api.scheduled_posts.license_error"),
        ("GET", "/terms_of_service".to_owned(), 404, "app.terms_of_service.get.no_rows.app_error"),
        ("POST", "/actions/dialogs/submit".to_owned(), 501, "api.context.not_implemented.app_error"),
        ("GET", "/top/reactions".to_owned(), 404, "api.context.404.app_error"),
    ] {
        assert_eq!(world.refused(&world.ana, method, &path, json!({})).await, (status, id.to_owned()), "{path}");
    }
    let nobody = crate::world::User::default();
    assert_eq!(world.refused(&nobody, "GET", "/groups", json!({})).await.0, 401);
}

#[tokio::test]
async fn what_apps_ask_in_passing_is_answered() {
    let world = World::new().await;
    assert_eq!(world.get(&world.ana, "/redirect_location?url=http://x").await, json!({ "location": "" }));
    let zones = world.get(&world.ana, "/system/timezones").await;
    assert!(zones.as_array().unwrap().contains(&json!("Europe/Berlin")));
    let logged = world.ok(&world.ana, "POST", "/logs", json!({ "message": "m", "level": "ERROR" })).await;
    assert_eq!(logged["message"], "Client Logs API Endpoint Message: m");
    assert_eq!(world.get(&world.ana, &format!("/users/me/teams/{}/drafts", world.team)).await, json!([]));
    world.ok(&world.ana, "POST", "/client_perf", json!({ "version": "0.1.0" })).await;
}
