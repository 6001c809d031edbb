//! Sessions and accounts that are over.

use std::time::Duration;

use serde_json::json;

use crate::{
    client::Call,
    town::{Town, assert_refused},
};

const SOON: Duration = Duration::from_secs(5);
const EXPIRED: &str = "api.context.session_expired.app_error";

#[tokio::test]
async fn a_deactivated_account_is_out_everywhere_at_once() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.member("ben").await);
    let mut socket = town.open(&ann, "").await;
    let me = format!("/api/v4/users/{}", ann.id);
    let off = json!({ "active": false });
    assert_eq!(town.ask(&town.admin, "PUT", &format!("{me}/active"), &off).await.status, 200);
    assert_refused(&town.get(&ann, "/api/v4/users/me").await, 401, EXPIRED);
    assert!(socket.closed(SOON).await);
    let login = json!({ "login_id": "ann", "password": "Passw0rd-ann" });
    let login = town.send(Call::new("POST", "/api/v4/users/login").json(&login)).await;
    assert_refused(&login, 401, "api.user.login.inactive.app_error");
    // Others still see who it was, and may name the account.
    let seen = town.get(&ben, &me).await;
    assert!(seen.status == 200 && seen.json()["delete_at"].as_i64() > Some(0), "{}", seen.text());
    town.post(&ben, &town.channel, "@ann you left").await;
    let direct = town.ask(&ben, "POST", "/api/v4/channels/direct", &json!([ben.id, ann.id])).await;
    assert!(direct.status < 500, "{}", direct.text());
    // The old token stays dead.
    assert_eq!(town.ask(&town.admin, "PUT", &format!("{me}/active"), &json!({ "active": true })).await.status, 200);
    assert_refused(&town.get(&ann, "/api/v4/users/me").await, 401, EXPIRED);
}

#[tokio::test]
async fn an_expired_session_hears_and_may_nothing() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let mut socket = town.open(&ann, "").await;
    socket.wait(2, SOON).await;
    socket.take();
    let hours = town.server.clock.clone();
    hours.advance(Duration::from_hours(721));
    let admin = crate::town::Person { token: town.sign_in("admin").await, ..town.admin.clone() };
    let posted =
        town.ask(&admin, "POST", "/api/v4/posts", &json!({ "channel_id": town.channel, "message": "secret" })).await;
    assert_eq!(posted.status, 201, "{}", posted.text());
    assert!(socket.closed(SOON).await);
    assert!(socket.take().iter().all(|frame| frame["event"] != "posted"));
    assert_refused(&town.get(&ann, "/api/v4/users/me").await, 401, EXPIRED);
    let by_cookie = Call::new("GET", "/api/v4/users/me").header("cookie", &format!("MMAUTHTOKEN={}", ann.token));
    let refused = town.send(by_cookie).await;
    assert_refused(&refused, 401, EXPIRED);
    assert!(refused.header("set-cookie").is_some_and(|cookie| cookie.starts_with("MMAUTHTOKEN=;")));
}

#[tokio::test]
async fn a_cookie_alone_changes_nothing() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let cookie = format!("theme=dark; MMAUTHTOKEN={}; x=y", ann.token);
    let body = json!({ "channel_id": town.channel, "message": "forged" });
    for (name, value) in
        [("x-none", "x"), ("x-csrf-token", ""), ("x-csrf-token", "guess"), ("origin", "http://evil.example")]
    {
        let call = Call::new("POST", "/api/v4/posts").header("cookie", &cookie).header(name, value).json(&body);
        assert_refused(&town.send(call).await, 401, EXPIRED);
        let form = Call::new("POST", "/api/v4/posts").header("cookie", &cookie).header(name, value);
        assert_refused(&town.send(form.raw("text/plain", body.to_string())).await, 401, EXPIRED);
    }
    let read = Call::new("GET", &format!("/api/v4/channels/{}/posts", town.channel)).header("cookie", &cookie);
    assert!(!town.send(read).await.text().contains("forged"));
}

#[tokio::test]
async fn a_session_that_signs_out_takes_only_its_own_socket() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let other = crate::town::Person { token: town.sign_in("ann").await, ..ann.clone() };
    let (mut first, mut second) = (town.open(&ann, "").await, town.open(&other, "").await);
    assert_eq!(town.ask(&ann, "POST", "/api/v4/users/logout", &json!({})).await.status, 200);
    assert!(first.closed(SOON).await);
    town.post(&town.admin, &town.channel, "still here?").await;
    second.settle(SOON).await;
    assert!(second.take().iter().any(|frame| frame["event"] == "posted"));
}
