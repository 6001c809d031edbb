use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{Person, Reply, World, file, png, text};

async fn make(world: &World, maker: &Person, name: &str, picture: &[u8]) -> Reply {
    let asked = json!({ "name": name, "creator_id": maker.id }).to_string();
    world.form(maker, "/emoji", &[text("emoji", &asked), file("image", "e.png", picture)]).await
}

#[tokio::test]
async fn an_emoji_is_made_found_and_deleted() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana").await, world.member("ben").await);
    let made = make(&world, &ana, "wave-x", &png(20, 20)).await;
    let emoji = made.json();
    assert_eq!((made.status, &emoji["name"], &emoji["creator_id"]), (StatusCode::OK, &json!("wave-x"), &json!(ana.id)));
    let duplicate = make(&world, &ben, "wave-x", &png(20, 20)).await.refusal();
    assert_eq!(duplicate, (400, "api.emoji.create.duplicate.app_error".to_owned()));
    let id = made.id();
    for path in [format!("/emoji/{id}"), "/emoji/name/wave-x".to_owned()] {
        assert_eq!(world.get(&ben, &path).await.json(), emoji);
    }
    for path in ["/emoji?page=0&per_page=60", "/emoji/autocomplete?name=wav"] {
        assert_eq!(world.get(&ben, path).await.json(), json!([emoji]));
    }
    assert_eq!(world.post(&ben, "/emoji/search", &json!({ "term": "ave" })).await.json(), json!([emoji]));
    let prefix = json!({ "term": "ave", "prefix_only": true });
    assert_eq!(world.post(&ben, "/emoji/search", &prefix).await.json(), json!([]));
    assert_eq!(world.post(&ben, "/emoji/names", &json!(["wave-x", "none"])).await.json(), json!([emoji]));
    let image = world.get(&ben, &format!("/emoji/{id}/image")).await;
    assert_eq!((image.status, image.header("content-type")), (StatusCode::OK, "image/png"));
    assert_eq!(world.delete(&ben, &format!("/emoji/{id}")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.delete(&ana, &format!("/emoji/{id}")).await.status, StatusCode::OK);
    for path in [format!("/emoji/{id}"), format!("/emoji/{id}/image")] {
        assert_eq!(world.get(&ben, &path).await.refusal(), (404, "app.emoji.get.no_result".to_owned()));
    }
    assert_eq!(make(&world, &ben, "wave-x", &png(20, 20)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn names_and_pictures_that_cannot_be_are_refused() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana").await, world.member("ben").await);
    let picture = png(20, 20);
    for (name, id) in [
        ("", "model.emoji.name.app_error"),
        ("Wave", "model.emoji.name.app_error"),
        ("smile", "model.emoji.system_emoji_name.app_error"),
    ] {
        assert_eq!(make(&world, &ana, name, &picture).await.refusal(), (400, id.to_owned()));
    }
    for (picture, id) in [
        (b"no picture".to_vec(), "api.emoji.upload.image.app_error"),
        (vec![0; 600_000], "api.emoji.create.too_large.app_error"),
        (png(1029, 10), "api.emoji.upload.large_image.too_large.app_error"),
    ] {
        assert_eq!(make(&world, &ana, "good", &picture).await.refusal(), (400, id.to_owned()));
    }
    let asked = json!({ "name": "good", "creator_id": ben.id }).to_string();
    let parts = [text("emoji", &asked), file("image", "e.png", &picture)];
    assert_eq!(world.form(&ana, "/emoji", &parts).await.refusal().0, 403);
    assert_eq!(world.get(&ana, "/emoji").await.json(), json!([]));
    world.configure(&json!({ "ServiceSettings": { "EnableCustomEmoji": false } })).await;
    let off = (501, "api.emoji.disabled.app_error".to_owned());
    assert_eq!(world.get(&ana, "/emoji").await.refusal(), off);
    assert_eq!(make(&world, &ana, "good", &picture).await.refusal(), off);
}

#[tokio::test]
async fn posts_name_the_emoji_in_their_text_and_reactions() {
    let world = World::new().await;
    let ana = world.member("ana").await;
    let post = json!({ "channel_id": world.channel, "message": "look :wave-x: and :smile: at 10:30:15" });
    let early = world.post(&ana, "/posts", &post).await.id();
    let emoji = make(&world, &ana, "wave-x", &png(20, 20)).await.json();
    let late = world.post(&ana, "/posts", &post).await.json();
    assert_eq!(late["metadata"]["emojis"], json!([emoji]));
    // A name that was looked for in vain is found once there is an emoji.
    let seen = world.get(&ana, &format!("/posts/{early}")).await.json();
    assert_eq!(seen["metadata"]["emojis"], json!([emoji]));
    let plain = world.post(&ana, "/posts", &json!({ "channel_id": world.channel, "message": "plain" })).await.id();
    let reaction = json!({ "user_id": ana.id, "post_id": plain, "emoji_name": "wave-x" });
    assert_eq!(world.post(&ana, "/reactions", &reaction).await.status, StatusCode::OK);
    let seen = world.get(&ana, &format!("/posts/{plain}")).await.json();
    assert_eq!(seen["metadata"]["emojis"], json!([emoji]));
    world.delete(&ana, &format!("/emoji/{}", emoji["id"].as_str().unwrap())).await;
    let seen = world.get(&ana, &format!("/posts/{early}")).await.json();
    assert_eq!(seen["metadata"]["emojis"], Value::Null);
}
