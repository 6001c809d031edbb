use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{Part, Person, World, file, png, text};

async fn upload(world: &World, person: &Person, parts: &[Part<'_>]) -> (u16, Value) {
    let reply = world.form(person, "/files", parts).await;
    (reply.status.as_u16(), reply.json())
}

async fn raw(world: &World, person: &Person, name: &str, content: &[u8]) -> Value {
    let path = format!("/files?channel_id={}&filename={name}", world.channel);
    let reply = world.send(person, "POST", &path, &[], content.to_vec()).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{:?}", reply.json());
    reply.json()["file_infos"][0].clone()
}

#[tokio::test]
async fn apps_send_the_file_before_its_channel() {
    let world = World::new().await;
    let ana = world.member("ana").await;
    let picture = png(400, 300);
    let parts = [file("files", "one.png", &picture), text("channel_id", &world.channel), text("client_ids", "cid1")];
    let (status, answer) = upload(&world, &ana, &parts).await;
    assert_eq!((status, &answer["client_ids"]), (201, &json!(["cid1"])));
    let info = &answer["file_infos"][0];
    assert_eq!((&info["width"], &info["height"], &info["name"]), (&json!(400), &json!(300), &json!("one.png")));
    assert_eq!((&info["user_id"], &info["channel_id"]), (&json!(ana.id), &json!(world.channel)));
    assert_eq!(info["post_id"], Value::Null);
}

#[tokio::test]
async fn a_form_that_makes_no_sense_is_refused_and_leaves_nothing() {
    let world = World::new().await;
    let ana = world.member("ana").await;
    let channel = world.channel.clone();
    let note = || file("files", "a.txt", b"alpha");
    let other = world.new_channel(&ana, "other", "O").await;
    for (parts, id) in [
        (vec![note()], "api.context.invalid_body_param.app_error"),
        (vec![note(), text("channel_id", "x")], "api.context.invalid_url_param.app_error"),
        (
            vec![note(), text("channel_id", &channel), text("channel_id", &other)],
            "api.file.upload_file.multiple_channel_ids.app_error",
        ),
        (
            vec![note(), text("channel_id", &channel), text("client_ids", "1"), text("client_ids", "2")],
            "api.file.upload_file.incorrect_number_of_client_ids.app_error",
        ),
        (vec![text("channel_id", &channel), text("surprise", "!")], "api.context.invalid_body_param.app_error"),
        (vec![text("channel_id", &channel), text("files", "no name")], "api.context.invalid_param.app_error"),
    ] {
        let (status, answer) = upload(&world, &ana, &parts).await;
        assert_eq!((status, &answer["id"]), (400, &json!(id)));
    }
    let cut = "--bound\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\nhalf";
    let kind = [("content-type", "multipart/form-data; boundary=bound")];
    let reply = world.send(&ana, "POST", "/files", &kind, cut).await;
    assert_eq!(reply.refusal(), (400, "api.file.upload_file.read_request.app_error".to_owned()));
    let (status, answer) = upload(&world, &ana, &[text("channel_id", &channel)]).await;
    assert_eq!((status, answer), (201, json!({ "file_infos": [], "client_ids": [] })));
}

#[tokio::test]
async fn strangers_and_large_files_are_refused() {
    let world = World::new().await;
    let (ana, zoe) = (world.member("ana").await, world.account("zoe").await);
    let parts = [file("files", "a.txt", b"alpha"), text("channel_id", &world.channel)];
    assert_eq!(upload(&world, &zoe, &parts).await.0, 403);
    assert_eq!(upload(&world, &Person::default(), &parts).await.0, 401);
    world.configure(&json!({ "FileSettings": { "MaxFileSize": 4 } })).await;
    let (status, answer) = upload(&world, &ana, &parts).await;
    assert_eq!((status, &answer["id"]), (413, &json!("api.file.upload_file.too_large_detailed.app_error")));
    world.configure(&json!({ "FileSettings": { "EnableFileAttachments": false } })).await;
    let (status, answer) = upload(&world, &ana, &parts).await;
    assert_eq!((status, &answer["id"]), (403, &json!("api.file.attachments.disabled.app_error")));
}

#[tokio::test]
async fn an_empty_body_is_no_file() {
    let world = World::new().await;
    let ana = world.member("ana").await;
    let path = format!("/files?channel_id={}&filename=a.txt", world.channel);
    for headers in [&[("content-length", "0")][..], &[]] {
        let reply = world.send(&ana, "POST", &path, headers, "").await;
        assert_eq!(reply.refusal(), (400, "api.file.upload_file.read_request.app_error".to_owned()));
    }
}

#[tokio::test]
async fn a_post_shows_its_files_to_everybody_who_reads_it() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana").await, world.member("ben").await);
    let (own, foreign) = (raw(&world, &ana, "a.txt", b"alpha").await, raw(&world, &ben, "b.txt", b"beta").await);
    let unknown = "a".repeat(26);
    let wish = json!({
        "channel_id": world.channel, "message": "look", "file_ids": [own["id"], foreign["id"], unknown, "x"],
    });
    let post = world.post(&ana, "/posts", &wish).await;
    assert_eq!(post.json()["file_ids"], json!([own["id"]]));
    assert_eq!(post.json()["metadata"]["files"][0]["post_id"], json!(post.id()));
    let again = world.post(&ana, "/posts", &wish).await.json();
    assert_eq!((&again["file_ids"], &again["metadata"]), (&json!([]), &json!({})));
    let seen = world.get(&ben, &format!("/channels/{}/posts", world.channel)).await.json();
    assert_eq!(seen["posts"][post.id()]["metadata"]["files"][0]["name"], "a.txt");
    let files = world.get(&ben, &format!("/posts/{}/files/info", post.id())).await.json();
    assert_eq!(files[0]["id"], own["id"]);
    let many = vec![unknown; 11];
    let wish = json!({ "channel_id": world.channel, "message": "look", "file_ids": many });
    let refused = world.post(&ana, "/posts", &wish).await.refusal();
    assert_eq!(refused, (400, "model.post.is_valid.file_ids.app_error".to_owned()));
}

#[tokio::test]
async fn files_go_with_their_post_and_with_an_edit() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana").await, world.member("ben").await);
    let (one, two) = (raw(&world, &ana, "1.txt", b"one").await, raw(&world, &ana, "2.txt", b"two").await);
    let wish = json!({ "channel_id": world.channel, "message": "look", "file_ids": [one["id"], two["id"]] });
    let post = world.post(&ana, "/posts", &wish).await.id();
    let edit = json!({ "file_ids": [two["id"]] }).to_string();
    let edited = world.send(&ana, "PUT", &format!("/posts/{post}/patch"), &[], edit).await.json();
    assert_eq!(edited["metadata"]["files"].as_array().unwrap().len(), 1);
    let three = raw(&world, &ana, "3.txt", b"three").await;
    let edit = json!({ "file_ids": [two["id"], three["id"], one["id"]] }).to_string();
    let edited = world.send(&ana, "PUT", &format!("/posts/{post}/patch"), &[], edit).await.json();
    assert_eq!(edited["file_ids"], json!([two["id"], three["id"]]));
    let path = format!("/files/{}", two["id"].as_str().unwrap());
    assert_eq!(world.get(&ben, &path).await.status, StatusCode::OK);
    assert_eq!(world.delete(&ana, &format!("/posts/{post}")).await.status, StatusCode::OK);
    for person in [&ana, &ben] {
        let refused = world.get(person, &path).await.refusal();
        assert_eq!(refused, (404, "api.file.get_file_info.app_error".to_owned()));
        let refused = world.get(person, &format!("{path}/info")).await.refusal();
        assert_eq!(refused, (404, "app.file_info.get.app_error".to_owned()));
    }
}
