use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    authenticator,
    world::{User, World},
};

/// The code of a secret that is good now.
fn code(world: &World, secret: &str) -> String {
    authenticator::code(secret, world.now_secs())
}

fn login(password: &str, code: &str) -> Value {
    json!({ "login_id": "ana", "password": password, "token": code })
}

/// A server with second factors; Ana has one, and its secret.
async fn with_factor() -> (World, String) {
    let world = World::new().await;
    let setting = json!({ "ServiceSettings": { "EnableMultifactorAuthentication": true } });
    world.ok(&world.admin, "PUT", "/config/patch", setting).await;
    let made = world.ok(&world.ana, "POST", "/users/me/mfa/generate", json!({})).await;
    assert!(made["qr_code"].as_str().unwrap().len() > 100);
    let secret = made["secret"].as_str().unwrap().to_owned();
    let activate = json!({ "activate": true, "code": code(&world, &secret) });
    world.heard();
    world.ok(&world.ana, "PUT", "/users/me/mfa", activate).await;
    assert!(world.events().contains(&"UserUpdated".to_owned()));
    assert_eq!(world.get(&world.ana, "/users/me").await["mfa_active"], true);
    world.pass(Duration::from_mins(5));
    (world, secret)
}

#[tokio::test]
async fn signing_in_needs_a_code_that_was_not_used() {
    let (world, secret) = with_factor().await;
    let nobody = User::default();
    let asks = (401, "mfa.validate_token.authenticate.app_error".to_owned());
    let bad = (401, "api.user.check_user_mfa.bad_code.app_error".to_owned());
    let refused = async |body: Value| world.refused(&nobody, "POST", "/users/login", body).await;
    assert_eq!(refused(login("password-1", "")).await, asks);
    assert_eq!(refused(json!({ "login_id": "ana", "password": "password-1" })).await, asks);
    assert_eq!(refused(login("password-1", "abc")).await, asks);
    assert_eq!(refused(login("wrong", "")).await.1, "api.user.login.invalid_credentials_email_username");
    let right = code(&world, &secret);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    assert_eq!(refused(login("password-1", wrong)).await, bad);
    world.ok(&nobody, "POST", "/users/login", login("password-1", &right)).await;
    assert_eq!(refused(login("password-1", &right)).await, bad);
    // A new secret that nobody confirmed changes nothing.
    world.ok(&world.ana, "POST", "/users/me/mfa/generate", json!({})).await;
    world.pass(Duration::from_mins(5));
    world.ok(&nobody, "POST", "/users/login", login("password-1", &code(&world, &secret))).await;
    world.ok(&world.ana, "PUT", "/users/me/mfa", json!({ "activate": false })).await;
    world.sign_in("ana", "password-1").await;
}

#[tokio::test]
async fn guessing_codes_locks_the_account() {
    let (world, secret) = with_factor().await;
    let limit = json!({ "ServiceSettings": { "MaximumLoginAttempts": 3 } });
    world.ok(&world.admin, "PUT", "/config/patch", limit).await;
    let right = code(&world, &secret);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let nobody = User::default();
    for _ in 0..3 {
        assert_eq!(world.refused(&nobody, "POST", "/users/login", login("password-1", wrong)).await.0, 401);
    }
    let locked = world.refused(&nobody, "POST", "/users/login", login("password-1", &right)).await;
    assert_eq!(locked.1, "api.user.check_user_login_attempts.too_many.app_error");
}

#[tokio::test]
async fn factors_are_set_up_by_their_owners_where_the_server_has_them() {
    let (world, _) = with_factor().await;
    let own = format!("/users/{}/mfa", world.ana.id);
    assert_eq!(world.refused(&world.ben, "POST", &format!("{own}/generate"), json!({})).await.0, 403);
    assert_eq!(world.refused(&world.ben, "PUT", &own, json!({ "activate": false })).await.0, 403);
    let set = async |body: Value| world.refused(&world.ben, "PUT", "/users/me/mfa", body).await;
    assert_eq!(set(json!({ "activate": true })).await.1, "api.context.invalid_body_param.app_error");
    assert_eq!(set(json!({})).await.1, "api.context.invalid_body_param.app_error");
    assert_eq!(set(json!({ "activate": true, "code": "123456" })).await, (400, "mfa.activate.app_error".into()));
    world.ok(&world.ben, "POST", "/users/me/mfa/generate", json!({})).await;
    assert_eq!(set(json!({ "activate": true, "code": "x" })).await, (400, "mfa.activate.app_error".into()));
    // An administrator helps who lost the phone.
    world.ok(&world.admin, "PUT", &own, json!({ "activate": false })).await;
    world.sign_in("ana", "password-1").await;
    let off = json!({ "ServiceSettings": { "EnableMultifactorAuthentication": false } });
    world.ok(&world.admin, "PUT", "/config/patch", off).await;
    assert_eq!(set(json!({ "activate": false })).await.0, 501);
}
