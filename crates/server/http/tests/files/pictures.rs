use axum::http::StatusCode;
use countersign_server_files::storage::StoredPath;
use serde_json::json;

use crate::world::{World, file, png, text};

#[tokio::test]
async fn a_profile_picture_is_drawn_until_one_is_set() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana").await, world.member("ben").await);
    let path = format!("/users/{}/image", ana.id);
    let drawn = world.get(&ben, &path).await;
    assert_eq!((drawn.header("content-type"), drawn.header("cache-control")), ("image/png", "max-age=300, private"));
    let set = world.form(&ana, &path, &[file("image", "p.png", &png(300, 200))]).await;
    assert_eq!((set.status, set.json()), (StatusCode::OK, json!({ "status": "OK" })));
    let own = world.get(&ben, &path).await;
    let profile = world.get(&ben, &format!("/users/{}", ana.id)).await.json();
    assert_eq!(own.header("etag"), profile["last_picture_update"].to_string());
    assert_ne!(own.body, drawn.body);
    let known = own.header("etag").to_owned();
    let unchanged = world.send(&ben, "GET", &path, &[("if-none-match", &known)], "").await;
    assert_eq!(unchanged.status, StatusCode::NOT_MODIFIED);
    assert_eq!(world.get(&ben, &format!("{path}/default")).await.body, drawn.body);
    assert_eq!(world.delete(&ana, &path).await.status, StatusCode::OK);
    assert_eq!(world.get(&ben, &path).await.body, drawn.body);
    let stored = world.files.store().get(&StoredPath::profile_picture(ana.id.parse().unwrap()), None).await.unwrap();
    assert!(stored.is_none());
}

#[tokio::test]
async fn only_pictures_become_profile_pictures_and_only_ones_own() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana").await, world.member("ben").await);
    let path = format!("/users/{}/image", ana.id);
    let picture = png(10, 10);
    let refused = world.form(&ben, &path, &[file("image", "p.png", &picture)]).await.refusal();
    assert_eq!(refused, (403, "api.context.permissions.app_error".to_owned()));
    let refused = world.form(&ana, &path, &[file("image", "p.png", b"no picture")]).await.refusal();
    assert_eq!(refused, (400, "api.user.upload_profile_user.check_image_limits.app_error".to_owned()));
    let refused = world.form(&ana, &path, &[file("other", "p.png", &picture)]).await.refusal();
    assert_eq!(refused, (400, "api.user.upload_profile_user.no_file.app_error".to_owned()));
    let refused = world.form(&ana, &path, &[]).await.refusal();
    assert_eq!(refused.0, 400);
    world.configure(&json!({ "FileSettings": { "MaxFileSize": 20 } })).await;
    let refused = world.form(&ana, &path, &[file("image", "p.png", &picture)]).await.refusal();
    assert_eq!(refused, (413, "api.user.upload_profile_user.too_large.app_error".to_owned()));
}

#[tokio::test]
async fn a_team_has_a_picture_when_its_managers_give_it_one() {
    let world = World::new().await;
    let (ana, zoe) = (world.member("ana").await, world.account("zoe").await);
    let path = format!("/teams/{}/image", world.team);
    let none = (404, "api.team.get_team_icon.read_file.app_error".to_owned());
    assert_eq!(world.get(&ana, &path).await.refusal(), none);
    let picture = png(64, 64);
    let parts = [file("image", "t.png", &picture), text("note", "passed over")];
    assert_eq!(world.form(&ana, &path, &parts).await.refusal().0, 403);
    assert_eq!(world.form(&world.admin, &path, &parts).await.status, StatusCode::OK);
    let icon = world.get(&ana, &path).await;
    assert_eq!((icon.status, icon.header("content-type")), (StatusCode::OK, "image/png"));
    assert_eq!(world.get(&zoe, &path).await.status, StatusCode::FORBIDDEN);
    let team = world.get(&ana, &format!("/teams/{}", world.team)).await.json();
    assert_eq!(team["last_team_icon_update"].to_string(), icon.header("etag"));
    assert_eq!(world.delete(&world.admin, &path).await.status, StatusCode::OK);
    assert_eq!(world.get(&ana, &path).await.refusal(), none);
}
