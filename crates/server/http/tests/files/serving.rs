use axum::http::StatusCode;
use serde_json::json;

use crate::world::{Person, World, png};

async fn uploaded(world: &World, person: &Person, channel: &str, name: &str, content: &[u8]) -> String {
    let path = format!("/files?channel_id={channel}&filename={name}");
    let reply = world.send(person, "POST", &path, &[], content.to_vec()).await;
    reply.json()["file_infos"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_file_comes_back_whole_or_in_parts() {
    let world = World::new().await;
    let ana = world.member("ana").await;
    let path = format!("/files/{}", uploaded(&world, &ana, &world.channel, "a%20%22b%22.txt", b"alpha text").await);
    let whole = world.get(&ana, &path).await;
    assert_eq!((whole.status, whole.body.as_ref()), (StatusCode::OK, &b"alpha text"[..]));
    assert_eq!(whole.header("content-type"), "text/plain; charset=utf-8");
    assert!(whole.header("content-disposition").starts_with("attachment;filename=\"a%20%22b%22.txt\""));
    assert_eq!((whole.header("content-length"), whole.header("accept-ranges")), ("10", "bytes"));
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    let ranged = async |range: &str| world.send(&ana, "GET", &path, &[("range", range)], "").await;
    let part = ranged("bytes=0-4").await;
    assert_eq!((part.status, part.body.as_ref()), (StatusCode::PARTIAL_CONTENT, &b"alpha"[..]));
    assert_eq!((part.header("content-range"), part.header("content-length")), ("bytes 0-4/10", "5"));
    let behind = ranged("bytes=10-").await;
    assert_eq!((behind.status, behind.header("content-range")), (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */10"));
    let head = world.send(&ana, "HEAD", &path, &[], "").await;
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (StatusCode::OK, "10", 0));
    let known = whole.header("last-modified").to_owned();
    let unchanged = world.send(&ana, "GET", &path, &[("if-modified-since", &known)], "").await;
    assert_eq!((unchanged.status, unchanged.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn pictures_are_shown_and_pages_are_not() {
    let world = World::new().await;
    let ana = world.member("ana").await;
    let picture = uploaded(&world, &ana, &world.channel, "one.png", &png(400, 300)).await;
    let page = uploaded(&world, &ana, &world.channel, "x.html", b"<script>alert(1)</script>").await;
    let shown = world.get(&ana, &format!("/files/{picture}")).await;
    assert!(shown.header("content-disposition").starts_with("inline;"));
    let saved = world.get(&ana, &format!("/files/{picture}?download=1")).await;
    assert!(saved.header("content-disposition").starts_with("attachment;"));
    for part in ["thumbnail", "preview"] {
        let made = world.get(&ana, &format!("/files/{picture}/{part}")).await;
        assert_eq!((made.status, made.header("content-type")), (StatusCode::OK, "image/jpeg"));
        assert!(!made.body.is_empty());
        let refused = world.get(&ana, &format!("/files/{page}/{part}")).await.refusal();
        assert_eq!(refused, (400, format!("api.file.get_file_{part}.no_{part}.app_error")));
    }
    let page = world.get(&ana, &format!("/files/{page}")).await;
    assert_eq!(page.header("content-type"), "text/plain; charset=utf-8");
    assert!(page.header("content-disposition").starts_with("attachment;"));
}

#[tokio::test]
async fn only_who_reads_the_channel_reads_its_files() {
    let world = World::new().await;
    let (ana, ben, zoe) = (world.colleague("ana").await, world.colleague("ben").await, world.account("zoe").await);
    let closed = world.new_channel(&ana, "closed", "P").await;
    let secret = uploaded(&world, &ana, &closed, "a.txt", b"secret").await;
    let ana_joins = json!({ "user_id": ana.id });
    world.post(&world.admin, &format!("/channels/{}/members", world.channel), &ana_joins).await;
    let open = uploaded(&world, &ana, &world.channel, "a.txt", b"open").await;
    for (person, file, status) in [
        (&ana, &secret, StatusCode::OK),
        (&ben, &secret, StatusCode::FORBIDDEN),
        (&ben, &open, StatusCode::OK),
        (&zoe, &open, StatusCode::FORBIDDEN),
        (&Person::default(), &open, StatusCode::UNAUTHORIZED),
    ] {
        for part in ["", "/info"] {
            assert_eq!(world.get(person, &format!("/files/{file}{part}")).await.status, status);
        }
    }
}

#[tokio::test]
async fn a_public_link_opens_its_file_while_there_are_such_links() {
    let world = World::new().await;
    let ana = world.member("ana").await;
    let file = uploaded(&world, &ana, &world.channel, "a.txt", b"alpha").await;
    let path = format!("/files/{file}/link");
    assert_eq!(world.get(&ana, &path).await.refusal().1, "api.file.get_public_link.disabled.app_error");
    world.configure(&json!({ "FileSettings": { "EnablePublicLink": true } })).await;
    assert_eq!(world.get(&ana, &path).await.refusal().1, "api.file.get_public_link.no_post.app_error");
    let post = json!({ "channel_id": world.channel, "message": "look", "file_ids": [file] });
    let post = world.post(&ana, "/posts", &post).await.id();
    let link = world.get(&ana, &path).await.json()["link"].as_str().unwrap().to_owned();
    let nobody = Person::default();
    assert_eq!(world.get(&nobody, &link).await.body.as_ref(), b"alpha");
    assert_eq!(world.get(&nobody, &format!("{link}x")).await.status, StatusCode::BAD_REQUEST);
    world.delete(&ana, &format!("/posts/{post}")).await;
    assert_eq!(world.get(&nobody, &link).await.status, StatusCode::BAD_REQUEST);
    world.configure(&json!({ "FileSettings": { "EnablePublicLink": false } })).await;
    assert_eq!(world.get(&nobody, &link).await.status, StatusCode::FORBIDDEN);
}
