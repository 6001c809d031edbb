//! Buttons, menus and dialogs of other programs.

use std::time::Duration;

use serde_json::{Value, json};

use crate::world::{User, World, id};

const PROGRAM: &str = "https://bot.example.com/press";

/// A webhook's post with a button and a menu; the post as Ben sees it.
async fn asked(world: &World) -> Value {
    let hook = json!({ "channel_id": world.room, "display_name": "Poll" });
    let hook = id(&world.ok(&world.admin, "POST", "/hooks/incoming", hook).await);
    let button = json!({
        "name": "Yes", "integration": { "url": PROGRAM, "context": { "choice": "yes" } },
    });
    let menu = json!({
        "id": "menu", "name": "Who", "type": "select", "data_source": "users", "integration": { "url": PROGRAM },
    });
    let message = json!({ "attachments": [{ "text": "Lunch?", "actions": [button, menu] }] }).to_string();
    let (status, _) = world.program(&format!("/hooks/{hook}"), "application/json", &message).await;
    assert_eq!(status, 200);
    let list = world.get(&world.ben, &format!("/channels/{}/posts", world.room)).await;
    list["posts"][list["order"][0].as_str().unwrap()].clone()
}

fn button(post: &Value, place: usize) -> String {
    let button = &post["props"]["attachments"][0]["actions"][place];
    assert_eq!(button["integration"], Value::Null, "{button}");
    format!("/posts/{}/actions/{}", post["id"].as_str().unwrap(), button["id"].as_str().unwrap())
}

/// Presses a button whose program says nothing; what opens a dialog.
async fn pressed(world: &World, post: &Value) -> String {
    world.programs.answer(Some(json!({})));
    let answer = world.ok(&world.ben, "POST", &button(post, 0), json!({})).await;
    assert_eq!(answer["status"], "OK");
    answer["trigger_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_press_tells_the_program_who_and_where() {
    let world = World::new().await;
    let post = asked(&world).await;
    pressed(&world, &post).await;
    let told = world.programs.told();
    let [(url, told)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(url, PROGRAM);
    let expected = json!({
        "user_id": world.ben.id, "user_name": "ben", "channel_id": world.room, "channel_name": "room",
        "team_id": world.team, "team_domain": "alpha", "post_id": post["id"], "type": "button", "data_source": "",
        "context": { "choice": "yes" }, "trigger_id": told["trigger_id"],
    });
    assert_eq!(*told, expected);
    world.ok(&world.ben, "POST", &button(&post, 1), json!({ "selected_option": world.ana.id })).await;
    let told = world.programs.told().remove(0).1;
    assert_eq!((&told["type"], &told["data_source"]), (&json!("select"), &json!("users")));
    assert_eq!(told["context"], json!({ "selected_option": world.ana.id }));
}

#[tokio::test]
async fn a_program_changes_its_post_and_says_something_to_who_pressed() {
    let world = World::new().await;
    let post = asked(&world).await;
    let update = json!({
        "message": "Ben comes", "props": { "override_username": "forged", "from_webhook": "false", "attachments": [
            { "text": "again", "actions": [{ "name": "No", "integration": { "url": PROGRAM } }] },
        ] },
    });
    world.programs.answer(Some(json!({ "update": update, "ephemeral_text": "thanks" })));
    world.heard();
    world.ok(&world.ben, "POST", &button(&post, 0), json!({})).await;
    let heard = world.heard();
    let names: Vec<_> = heard.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["PostEdited", "EphemeralMessage"]);
    assert_eq!(heard[1].1.user_id.unwrap().as_str(), world.ben.id);
    let changed = world.get(&world.ana, &format!("/posts/{}", post["id"].as_str().unwrap())).await;
    assert_eq!((&changed["message"], &changed["props"]["from_webhook"]), (&json!("Ben comes"), &json!("true")));
    assert_eq!(changed["props"]["override_username"], post["props"]["override_username"]);
    world.programs.answer(Some(json!({})));
    world.ok(&world.ben, "POST", &button(&changed, 0), json!({})).await;
}

#[tokio::test]
async fn presses_that_come_to_nothing_are_refused() {
    let world = World::new().await;
    let post = asked(&world).await;
    let path = button(&post, 0);
    let failed = world.refused(&world.ben, "POST", &path, json!({})).await;
    assert_eq!(failed, (400, "api.post.do_action.action_integration.app_error".to_owned()));
    let unknown = format!("/posts/{}/actions/nothere", post["id"].as_str().unwrap());
    let refused = world.refused(&world.ben, "POST", &unknown, json!({})).await;
    assert_eq!(refused, (404, "api.post.do_action.action_id.app_error".to_owned()));
    assert_eq!(world.refused(&User::default(), "POST", &path, json!({})).await.0, 401);
    let stranger = json!({ "username": "cy", "email": "cy@example.com", "password": "password-1" });
    world.ok(&world.admin, "POST", "/users", stranger).await;
    let cy = world.sign_in("cy", "password-1").await;
    world.programs.told();
    assert_eq!(world.refused(&cy, "POST", &path, json!({})).await.0, 403);
    assert_eq!(world.programs.told(), []);
}

#[tokio::test]
async fn a_program_opens_a_dialog_for_who_has_just_pressed() {
    let world = World::new().await;
    let post = asked(&world).await;
    let trigger = pressed(&world, &post).await;
    let open = async |trigger: &str| {
        let dialog = json!({ "trigger_id": trigger, "url": PROGRAM, "dialog": { "title": "When?" } });
        world.refused_or_ok(&User::default(), "POST", "/actions/dialogs/open", dialog).await
    };
    world.heard();
    assert_eq!(open(&trigger).await.0, 200);
    let heard = world.heard();
    assert_eq!((heard[0].0.as_str(), heard[0].1.user_id.unwrap().as_str()), ("OpenDialog", world.ben.id.as_str()));
    let refusal = |name: &str| (400, format!("interactive_message.decode_trigger_id.{name}"));
    assert_eq!(open("%").await, refusal("base64_decode_failed"));
    assert_eq!(open("YTpi").await, refusal("missing_data"));
    let mut forged = trigger.clone().into_bytes();
    forged[4] ^= 1;
    assert_eq!(open(&String::from_utf8(forged).unwrap()).await.0, 400);
    world.pass(Duration::from_secs(31));
    assert_eq!(open(&trigger).await, refusal("expired"));
    assert_eq!(world.events(), [""; 0]);
}

#[tokio::test]
async fn what_was_filled_in_reaches_the_program() {
    let world = World::new().await;
    let sent = json!({
        "type": "dialog_submission", "url": PROGRAM, "callback_id": "c", "state": "s", "channel_id": world.room,
        "team_id": world.team, "submission": { "when": "noon" }, "user_id": world.admin.id,
    });
    world.programs.answer(Some(json!({ "errors": { "when": "too late" }, "more": 1, "items": [{ "text": "x" }] })));
    let answer = world.ok(&world.ben, "POST", "/actions/dialogs/submit", sent.clone()).await;
    assert_eq!(answer, json!({ "errors": { "when": "too late" } }));
    let (url, told) = world.programs.told().remove(0);
    assert_eq!(
        (url.as_str(), &told["user_id"], &told["type"]),
        (PROGRAM, &json!(world.ben.id), &json!("dialog_submission"))
    );
    assert_eq!((&told["submission"], &told["cancelled"]), (&json!({ "when": "noon" }), &json!(false)));
    let found = world.ok(&world.ben, "POST", "/actions/dialogs/lookup", sent.clone()).await;
    assert_eq!(found, json!({ "items": [{ "text": "x" }] }));
    let mut elsewhere = sent.clone();
    elsewhere["channel_id"] = "a".repeat(26).into();
    assert_eq!(world.refused(&world.ben, "POST", "/actions/dialogs/submit", elsewhere).await.0, 403);
    let mut nowhere = sent;
    nowhere["url"] = "".into();
    assert_eq!(world.refused(&world.ben, "POST", "/actions/dialogs/submit", nowhere).await.0, 400);
}
