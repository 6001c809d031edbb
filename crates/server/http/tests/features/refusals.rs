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
        ("GET", "/top/reactions".to_owned(), 404, "api.context.404.app_error"),
    ] {
        assert_eq!(world.refused(&world.ana, method, &path, json!({})).await, (status, id.to_owned()), "{path}");
    }
    let nobody = crate::world::User::default();
    assert_eq!(world.refused(&nobody, "GET", "/groups", json!({})).await.0, 401);
}

#[tokio::test]
async fn posts_that_burn_and_agents_that_write_are_not_here() {
    let world = World::new().await;
    let post = world.post(&world.ana, "hello", "").await;
    let (reveal, burn) = (format!("/posts/{post}/reveal"), format!("/posts/{post}/burn"));
    for (by, method, path, refusal) in [
        (&world.ana, "GET", &reveal, (400, "api.post.reveal_post.cannot_reveal_own_post.app_error")),
        (&world.ben, "GET", &reveal, (400, "app.reveal_post.not_burn_on_read.app_error")),
        (&world.ana, "DELETE", &burn, (400, "app.burn_post.not_burn_on_read.app_error")),
        (&world.admin, "GET", &format!("/posts/{}/reveal", "a".repeat(26)), (404, "app.post.get.app_error")),
    ] {
        let (status, id) = world.refused(by, method, path, json!({})).await;
        assert_eq!((status, id.as_str()), refusal, "{method} {path}");
    }
    let nameless = world.refused(&world.ana, "POST", "/posts/rewrite", json!({ "message": "x" })).await;
    assert_eq!(nameless, (400, "api.context.invalid_body_param.app_error".to_owned()));
    let asked = json!({ "message": "x", "agent_id": "a".repeat(26) });
    assert_eq!(world.refused(&world.ana, "POST", "/posts/rewrite", asked).await.0, 501);
}

#[tokio::test]
async fn lists_of_posts_have_an_end() {
    let world = World::new().await;
    let ids: Vec<String> = (0..1001).map(|number| format!("{number:026}")).collect();
    let refused = world.refused(&world.ana, "POST", "/posts/ids", json!(ids)).await;
    assert_eq!(refused, (400, "api.post.posts_by_ids.invalid_body.request_error".to_owned()));
    assert_eq!(world.ok(&world.ana, "POST", "/posts/ids", json!(ids[1..])).await, json!([]));
}

#[tokio::test]
async fn conversations_bound_to_teams_end_with_the_last_common_one() {
    let world = World::new().await;
    let direct =
        crate::world::id(&world.ok(&world.ana, "POST", "/channels/direct", json!([world.ana.id, world.ben.id])).await);
    let bound = json!({ "TeamSettings": { "RestrictDirectMessage": "team" } });
    world.ok(&world.admin, "PUT", "/config/patch", bound).await;
    let new = json!({ "channel_id": direct, "message": "psst" });
    world.ok(&world.ana, "POST", "/posts", new.clone()).await;
    let path = format!("/teams/{}/members/{}", world.team, world.ben.id);
    world.ok(&world.ana, "DELETE", &path, json!({})).await;
    let refused = world.refused(&world.ana, "POST", "/posts", new).await;
    assert_eq!(refused, (400, "api.post.create_post.can_not_post_in_restricted_dm.error".to_owned()));
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
