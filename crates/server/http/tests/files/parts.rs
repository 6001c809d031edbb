use axum::http::StatusCode;
use countersign_server_files::storage::StoredPath;
use serde_json::{Value, json};

use crate::world::{Person, Reply, World, png};

async fn begin(world: &World, person: &Person, name: &str, size: usize) -> Reply {
    let asked = json!({ "channel_id": world.channel, "filename": name, "file_size": size });
    world.post(person, "/uploads", &asked).await
}

async fn part(world: &World, person: &Person, upload: &str, content: &[u8]) -> Reply {
    let length = content.len().to_string();
    let path = format!("/uploads/{upload}");
    world.send(person, "POST", &path, &[("content-length", &length)], content.to_vec()).await
}

#[tokio::test]
async fn a_file_in_parts_is_the_whole_file() {
    let world = World::new().await;
    let ana = world.member("ana").await;
    let picture = png(400, 300);
    let (head, tail) = picture.split_at(100);
    let begun = begin(&world, &ana, "one.png", picture.len()).await;
    assert_eq!((begun.status, &begun.json()["file_offset"]), (StatusCode::CREATED, &json!(0)));
    let upload = begun.id();
    let first = part(&world, &ana, &upload, head).await;
    assert_eq!((first.status, first.body.len()), (StatusCode::NO_CONTENT, 0));
    let path = format!("/uploads/{upload}");
    assert_eq!(world.get(&ana, &path).await.json()["file_offset"], 100);
    let last = part(&world, &ana, &upload, tail).await;
    assert_eq!((last.status, &last.json()["width"]), (StatusCode::OK, &json!(400)));
    let file = last.id();
    let post = json!({ "channel_id": world.channel, "message": "look", "file_ids": [file] });
    assert_eq!(world.post(&ana, "/posts", &post).await.json()["file_ids"], json!([file]));
    assert_eq!(world.get(&ana, &format!("/files/{file}")).await.header("content-type"), "image/png");
    assert_eq!(world.get(&ana, &path).await.refusal(), (404, "app.upload.get.app_error".to_owned()));
    for place in [(0, 100), (100, picture.len() as u64)] {
        let stored = StoredPath::upload_part(file.parse().unwrap(), place.0, place.1);
        assert!(world.files.store().get(&stored, None).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_part_counts_when_all_of_it_came() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana").await, world.member("ben").await);
    let upload = begin(&world, &ana, "a.txt", 10).await.id();
    let path = format!("/uploads/{upload}");
    let short = world.send(&ana, "POST", &path, &[("content-length", "5")], "abc").await;
    let wrong = (400, "api.upload.upload_data.invalid_content_length".to_owned());
    assert_eq!(short.refusal(), wrong);
    assert_eq!(part(&world, &ana, &upload, b"eleven byte").await.refusal(), wrong);
    assert_eq!(part(&world, &ana, &upload, b"").await.refusal(), wrong);
    assert_eq!(part(&world, &ben, &upload, b"abc").await.refusal().0, 403);
    assert_eq!(world.get(&ben, &path).await.refusal().0, 403);
    assert_eq!(world.get(&ana, &path).await.json()["file_offset"], 0);
    assert_eq!(part(&world, &ana, &upload, b"alpha ").await.status, StatusCode::NO_CONTENT);
    let file = part(&world, &ana, &upload, b"text").await.id();
    assert_eq!(world.get(&ana, &format!("/files/{file}")).await.body.as_ref(), b"alpha text");
}

#[tokio::test]
async fn uploads_that_cannot_be_are_refused_before_they_begin() {
    let world = World::new().await;
    let (ana, zoe) = (world.member("ana").await, world.account("zoe").await);
    assert_eq!(begin(&world, &zoe, "a.txt", 10).await.refusal().0, 403);
    for (name, size) in [("a.txt", 0), ("..", 10), ("", 10)] {
        assert_eq!(begin(&world, &ana, name, size).await.refusal().0, 400, "{name} {size}");
    }
    let too_large = (413, "api.upload.create_upload.too_large.app_error".to_owned());
    assert_eq!(begin(&world, &ana, "a.txt", 200_000_000).await.refusal(), too_large);
    let negative = json!({ "channel_id": world.channel, "filename": "a", "file_size": -1 });
    assert_eq!(world.post(&ana, "/uploads", &negative).await.refusal().0, 400);
    assert_eq!(world.post(&ana, "/uploads", &Value::Null).await.refusal().0, 400);
}
