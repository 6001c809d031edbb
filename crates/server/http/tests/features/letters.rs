//! Letters, and what their links are good for.

use std::time::Duration;

use serde_json::{Value, json};

use crate::world::{User, World};

const FORM: &str = "application/x-www-form-urlencoded";

async fn ask(world: &World, email: &str) -> Value {
    let nobody = User::default();
    world.ok(&nobody, "POST", "/users/password/reset/send", json!({ "email": email })).await
}

/// The token of the next letter, which must be to this address and hold nothing but its link.
async fn token(world: &World, email: &str) -> String {
    let letter = tokio::time::timeout(Duration::from_secs(30), world.letters.next()).await.expect("a letter comes");
    assert_eq!(letter.to, email);
    let (_, rest) = letter.body.split_once("/reset_password_complete?token=").expect("a link");
    let token: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    assert_eq!(token.len(), 64);
    token
}

async fn reset(world: &World, token: &str, password: &str) -> (u16, String) {
    let sent = json!({ "token": token, "new_password": password });
    let nobody = User::default();
    world.refused_or_ok(&nobody, "POST", "/users/password/reset", sent).await
}

#[tokio::test]
async fn a_letter_lets_its_reader_set_another_password_once() {
    let world = World::new().await;
    assert_eq!(ask(&world, "ANA@example.com").await, json!({ "status": "OK" }));
    let token = token(&world, "ana@example.com").await;
    assert_eq!(reset(&world, &token, "short").await, (400, "model.user.is_valid.pwd_min_length.app_error".to_owned()));
    assert_eq!(reset(&world, &token, "password-2").await.0, 200);
    let used = (400, "api.user.reset_password.invalid_link.app_error".to_owned());
    assert_eq!(reset(&world, &token, "password-3").await, used);
    assert_eq!(world.refused(&world.ana, "GET", "/users/me", json!({})).await.0, 401, "sessions end");
    world.sign_in("ana", "password-2").await;
    let old = json!({ "login_id": "ana", "password": "password-1" });
    assert_eq!(world.refused(&User::default(), "POST", "/users/login", old).await.0, 401);
}

#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    let world = World::new().await;
    assert_eq!(ask(&world, "nobody@example.com").await, ask(&world, "ana@example.com").await);
    token(&world, "ana@example.com").await;
    for name in ["ana", "ben"] {
        ask(&world, name).await;
    }
    ask(&world, "ben@example.com").await;
    token(&world, "ben@example.com").await;
    assert_eq!(world.letters.taken(), None, "names are no addresses");
    let nobody = User::default();
    let refused = world.refused(&nobody, "POST", "/users/password/reset/send", json!({})).await;
    assert_eq!(refused, (400, "api.context.invalid_body_param.app_error".to_owned()));
}

#[tokio::test]
async fn only_the_newest_letter_counts_and_not_for_ever() {
    let world = World::new().await;
    ask(&world, "ana@example.com").await;
    let first = token(&world, "ana@example.com").await;
    world.pass(Duration::from_mins(2));
    ask(&world, "ana@example.com").await;
    let second = token(&world, "ana@example.com").await;
    assert_eq!(reset(&world, &first, "password-2").await.1, "api.user.reset_password.invalid_link.app_error");
    world.pass(Duration::from_hours(25));
    assert_eq!(reset(&world, &second, "password-2").await.1, "api.user.reset_password.link_expired.app_error");
    for (wrong, id) in [
        (String::new(), "api.context.invalid_body_param.app_error"),
        ("x".repeat(63), "api.context.invalid_body_param.app_error"),
        ("x".repeat(64), "api.user.reset_password.invalid_link.app_error"),
        (format!("{}{}", world.ana.id, "x".repeat(38)), "api.user.reset_password.invalid_link.app_error"),
    ] {
        assert_eq!(reset(&world, &wrong, "password-2").await, (400, id.to_owned()), "{wrong}");
    }
}

#[tokio::test]
async fn the_page_of_the_link_sets_the_password_without_scripts() {
    let world = World::new().await;
    ask(&world, "ana@example.com").await;
    let token = token(&world, "ana@example.com").await;
    let page = "/reset_password_complete";
    let (status, weak) = world.program(page, FORM, &format!("token={token}&new_password=x")).await;
    assert!(status == 400 && weak.contains(&token), "{weak}");
    let (status, done) = world.program(page, FORM, &format!("token={token}&new_password=pass+word%2B2")).await;
    assert_eq!(status, 200, "{done}");
    world.sign_in("ana", "pass word+2").await;
    let (status, broken) = world.program(page, FORM, "token=\"><script>&new_password=x").await;
    assert!(status == 400 && !broken.contains("<script>"), "{broken}");
}

#[tokio::test]
async fn teams_invite_by_mail_where_the_settings_say_so() {
    let world = World::new().await;
    let path = format!("/teams/{}/invite/email?graceful=true", world.team);
    let invite = json!(["new@example.com", "wrong"]);
    let off = world.refused(&world.ana, "POST", &path, invite.clone()).await;
    assert_eq!(off, (501, "api.team.invite_members.disabled.app_error".to_owned()));
    let on = json!({ "ServiceSettings": { "EnableEmailInvitations": true } });
    world.ok(&world.admin, "PUT", "/config/patch", on).await;
    let lines = world.ok(&world.ana, "POST", &path, invite).await;
    assert_eq!(lines[0], json!({ "email": "new@example.com", "error": null }));
    assert_eq!((&lines[1]["email"], &lines[1]["error"]["status_code"]), (&json!("wrong"), &json!(400)));
    let letter = world.letters.taken().expect("it left before the answer");
    let team = world.get(&world.admin, &format!("/teams/{}", world.team)).await;
    assert_eq!(letter.to, "new@example.com");
    assert!(letter.body.contains(team["invite_id"].as_str().unwrap()), "{}", letter.body);
    let whole = json!({ "emails": ["two@example.com"], "channel_ids": [] });
    let path = format!("/teams/{}/invite/email", world.team);
    assert_eq!(world.ok(&world.ana, "POST", &path, whole).await, json!({ "status": "OK" }));
    for body in [json!([]), json!({}), json!("x")] {
        assert_eq!(world.refused(&world.ana, "POST", &path, body).await.0, 400);
    }
    let stranger = json!({ "username": "cy", "email": "cy@example.com", "password": "password-1" });
    world.ok(&world.admin, "POST", "/users", stranger).await;
    let cy = world.sign_in("cy", "password-1").await;
    assert_eq!(world.refused(&cy, "POST", &path, json!(["a@example.com"])).await.0, 403);
}

#[tokio::test]
async fn administrators_see_whether_letters_leave() {
    let world = World::new().await;
    assert_eq!(world.ok(&world.admin, "POST", "/email/test", json!({})).await, json!({ "status": "OK" }));
    assert_eq!(world.letters.taken().map(|letter| letter.to), Some("admin@example.com".to_owned()));
    assert_eq!(world.refused(&world.ana, "POST", "/email/test", json!({})).await.0, 403);
    assert_eq!(world.letters.taken(), None);
}
