use serde_json::{Value, json};

use crate::world::{World, id};

/// A hook of the administrator's into the room.
async fn hook(world: &World, more: Value) -> String {
    let mut new = json!({ "channel_id": world.room, "display_name": "Hook" });
    new.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    id(&world.ok(&world.admin, "POST", "/hooks/incoming", new).await)
}

async fn allow_names(world: &World) {
    let service = json!({ "EnablePostUsernameOverride": true, "EnablePostIconOverride": true });
    world.ok(&world.admin, "PUT", "/config/patch", json!({ "ServiceSettings": service })).await;
}

/// The newest post of the room.
async fn newest(world: &World) -> Value {
    let list = world.get(&world.ana, &format!("/channels/{}/posts", world.room)).await;
    list["posts"][list["order"][0].as_str().unwrap()].clone()
}

#[tokio::test]
async fn programs_post_as_json_and_as_form() {
    let world = World::new().await;
    allow_names(&world).await;
    let hook = hook(&world, json!({})).await;
    let path = format!("/hooks/{hook}");
    let attachment =
        json!({ "fallback": "fb", "text": "att", "fields": [{ "title": "t", "value": 3, "short": "true" }] });
    let body = json!({
        "text": "see <https://example.com|this>, <!channel> and <@me>", "username": "hooky", "icon_url": "http://i/",
        "attachments": [attachment, null], "props": { "mine": 1, "from_bot": "true" },
    });
    assert_eq!(world.program(&path, "application/json", &body.to_string()).await, (200, "ok".to_owned()));
    let post = newest(&world).await;
    assert_eq!(post["message"], "see [this](https://example.com), @channel and <@me>");
    assert_eq!((&post["type"], &post["user_id"]), (&json!("slack_attachment"), &json!(world.admin.id)));
    let props = &post["props"];
    let said =
        ["from_webhook", "override_username", "override_icon_url", "webhook_display_name"].map(|key| &props[key]);
    assert_eq!(said, [&json!("true"), &json!("hooky"), &json!("http://i/"), &json!("Hook")]);
    assert_eq!((&props["mine"], props.get("from_bot")), (&json!(1), None));
    assert_eq!(props["attachments"][0]["fields"], json!([{ "title": "t", "value": 3, "short": true }]));
    assert_eq!(post["metadata"]["embeds"], json!([{ "type": "message_attachment" }]));
    assert_eq!(world.get(&world.ben, &format!("/channels/{}/members/me", world.room)).await["mention_count"], 1);
    let form = "a=b&payload=%7B%22text%22%3A%22a+form%3F%22%7D";
    assert_eq!(world.program(&path, "application/x-www-form-urlencoded", form).await.0, 200);
    assert_eq!(newest(&world).await["message"], "a form?");
    let parts = "--x\r\nContent-Disposition: form-data; name=\"payload\"\r\n\r\n{\"text\":\"parts\"}\r\n--x--\r\n";
    assert_eq!(world.program(&path, "multipart/form-data; boundary=x", parts).await.0, 200);
    let post = newest(&world).await;
    assert_eq!((&post["message"], &post["props"]["override_username"]), (&json!("parts"), &json!("webhook")));
    assert_eq!(world.program(&path, "application/json", "{\"text\":\"two\nlines\"}").await.0, 200);
    assert_eq!(newest(&world).await["message"], "two\nlines");
}

#[tokio::test]
async fn what_is_no_message_is_refused() {
    let world = World::new().await;
    let hook = hook(&world, json!({})).await;
    let path = format!("/hooks/{hook}");
    let unknown = format!("/hooks/{}", "a".repeat(26));
    let good = r#"{"text":"x"}"#;
    world.heard();
    for (path, kind, body) in [
        (path.as_str(), "application/json", "{}"),
        (&path, "application/json", ""),
        (&path, "application/json", "[]"),
        (&path, "application/json", r#"{"text":3}"#),
        (&path, "application/json", r#"{"text":"\u0000"}"#),
        (&path, "application/x-www-form-urlencoded", "payload="),
        (&path, "application/x-www-form-urlencoded", "text=x"),
        (&path, "multipart/form-data", good),
        (&path, "multipart/form-data; boundary=y", good),
        (&unknown, "application/json", good),
        ("/hooks/short", "application/json", good),
    ] {
        let (status, answer) = world.program(path, kind, body).await;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!((status, &answer["id"]), (400, &json!("web.incoming_webhook.general.app_error")), "{kind} {body:?}");
    }
    assert_eq!(world.events(), Vec::<String>::new());
    // Who was deactivated says nothing any more.
    world
        .ok(
            &world.admin,
            "POST",
            "/users",
            json!({ "username": "other", "email": "o@example.com", "password": "password-1" }),
        )
        .await;
    let off = json!({ "ServiceSettings": { "EnableIncomingWebhooks": false } });
    world.ok(&world.admin, "PUT", "/config/patch", off).await;
    assert_eq!(world.program(&path, "application/json", good).await.0, 501);
    assert_eq!(world.refused(&world.admin, "GET", "/hooks/incoming", json!({})).await.0, 501);
}

#[tokio::test]
async fn hooks_post_elsewhere_unless_they_are_locked() {
    let world = World::new().await;
    let other = world.channel(&world.ana, "other", "O").await;
    world.channel(&world.ana, "secret", "P").await;
    let open = format!("/hooks/{}", hook(&world, json!({})).await);
    let locked = format!("/hooks/{}", hook(&world, json!({ "channel_locked": true })).await);
    let to = |channel: &str| json!({ "text": "x", "channel": channel }).to_string();
    for (path, channel, status) in [
        (&open, "other", 200),
        (&open, "#other", 200),
        (&open, other.as_str(), 200),
        (&open, "@ben", 200),
        (&open, "@nobody", 400),
        (&open, "nowhere", 404),
        (&open, "secret", 403),
        (&locked, "room", 200),
        (&locked, "other", 403),
        (&locked, "@ben", 403),
    ] {
        assert_eq!(world.program(path, "application/json", &to(channel)).await.0, status, "{channel}");
    }
    let posts = world.get(&world.ana, &format!("/channels/{other}/posts")).await;
    let count = posts["posts"].as_object().unwrap().values().filter(|post| post["message"] == "x").count();
    assert_eq!(count, 3);
}

#[tokio::test]
async fn hooks_belong_to_those_who_manage_them() {
    let world = World::new().await;
    let made = hook(&world, json!({ "username": "ignored" })).await;
    let one = format!("/hooks/incoming/{made}");
    let before = world.get(&world.admin, &one).await;
    assert_eq!((&before["username"], &before["channel_locked"]), (&json!(""), &json!(false)));
    let new = json!({ "channel_id": world.room });
    assert_eq!(world.refused(&world.ben, "POST", "/hooks/incoming", new.clone()).await.0, 403);
    assert_eq!(world.refused(&world.ben, "GET", &one, json!({})).await.0, 403);
    assert_eq!(world.refused(&world.ben, "DELETE", &one, json!({})).await.0, 403);
    assert_eq!(world.refused(&world.ben, "GET", "/hooks/incoming", json!({})).await.0, 403);
    // A team administrator's own hooks.
    let own = id(&world.ok(&world.ana, "POST", "/hooks/incoming", new).await);
    let list = format!("/hooks/incoming?team_id={}", world.team);
    let counted = world.get(&world.admin, &format!("{list}&include_total_count=true")).await;
    assert_eq!((&counted["total_count"], counted["incoming_webhooks"].as_array().unwrap().len()), (&json!(2), 2));
    assert!(world.get(&world.ana, &list).await.as_array().unwrap().iter().any(|hook| hook["id"] == json!(own)));
    let change = json!({ "id": made, "channel_id": world.room, "display_name": "New" });
    let wrong = json!({ "id": own, "channel_id": world.room });
    assert_eq!(world.refused(&world.admin, "PUT", &one, wrong).await.0, 400);
    assert_eq!(world.ok(&world.admin, "PUT", &one, change).await["display_name"], "New");
    let long = json!({ "id": made, "channel_id": world.room, "display_name": "x".repeat(65) });
    assert_eq!(world.refused(&world.admin, "PUT", &one, long).await.0, 400);
    let nowhere = json!({ "channel_id": "a".repeat(26) });
    assert_eq!(world.refused(&world.admin, "POST", "/hooks/incoming", nowhere).await.0, 404);
    world.ok(&world.admin, "DELETE", &one, json!({})).await;
    assert_eq!(world.refused(&world.admin, "GET", &one, json!({})).await.0, 404);
    assert_eq!(world.program(&format!("/hooks/{made}"), "application/json", r#"{"text":"x"}"#).await.0, 400);
}
