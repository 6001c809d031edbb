//! What belongs to others.

use serde_json::json;

use crate::town::{Town, assert_refused, assert_shape};

const FORBIDDEN: &str = "api.context.permissions.app_error";

#[tokio::test]
async fn a_private_channel_is_closed_to_who_is_not_in_it() {
    let town = Town::new().await;
    let (ann, eve, far) = (town.member("ann").await, town.member("eve").await, town.stranger("far").await);
    let room = town.new_channel("den", "P", &[&ann]).await;
    let post = town.post(&ann, &room, "between us").await["id"].as_str().unwrap_or_default().to_owned();
    for person in [&eve, &far] {
        for path in [
            format!("/channels/{room}"),
            format!("/channels/{room}/posts"),
            format!("/channels/{room}/members"),
            format!("/channels/{room}/stats"),
            format!("/posts/{post}"),
            format!("/posts/{post}/thread"),
        ] {
            let reply = town.get(person, &format!("/api/v4{path}")).await;
            assert_refused(&reply, 403, FORBIDDEN);
            assert!(!reply.text().contains("between us"));
        }
        let reply = town.ask(person, "POST", "/api/v4/posts", &json!({ "channel_id": room, "message": "hi" })).await;
        assert_refused(&reply, 403, FORBIDDEN);
        let join = json!({ "user_id": person.id });
        let reply = town.ask(person, "POST", &format!("/api/v4/channels/{room}/members"), &join).await;
        assert_refused(&reply, 403, FORBIDDEN);
        let found = town.ask(person, "POST", "/api/v4/posts/ids", &json!([post])).await;
        assert_eq!((found.status, found.json()), (200, json!([])));
    }
    let name = town.get(&eve, &format!("/api/v4/teams/{}/channels/name/den", town.team)).await;
    assert_refused(&name, 404, "app.channel.get_by_name.missing.app_error");
}

#[tokio::test]
async fn a_private_channel_says_nothing_over_sockets_of_others() {
    let town = Town::new().await;
    let (ann, eve) = (town.member("ann").await, town.member("eve").await);
    let room = town.new_channel("den", "P", &[&ann]).await;
    let mut socket = town.open(&eve, "").await;
    town.post(&ann, &room, "between us").await;
    let typing = json!({ "seq": 1, "action": "user_typing", "data": { "channel_id": room, "parent_id": "" } });
    socket.send(typing.to_string()).await;
    socket.settle(std::time::Duration::from_secs(5)).await;
    let heard = socket.take();
    assert!(heard.iter().all(|frame| !frame.to_string().contains(&room)), "{heard:?}");
    assert!(heard.iter().any(|frame| frame["status"] == "FAIL" && frame["seq_reply"] == 1), "{heard:?}");
}

#[tokio::test]
async fn what_is_somebody_elses_stays_it() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.member("ben").await);
    let of = |path: &str| format!("/api/v4/users/{}{path}", ann.id);
    for path in ["/sessions", "/preferences", "/preferences/theme", "/teams"] {
        assert_refused(&town.get(&ben, &of(path)).await, 403, FORBIDDEN);
    }
    let patch = town.ask(&ben, "PUT", &of("/patch"), &json!({ "nickname": "x" })).await;
    assert_refused(&patch, 403, FORBIDDEN);
    let status = json!({ "user_id": ann.id, "status": "dnd" });
    assert_refused(&town.ask(&ben, "PUT", &of("/status"), &status).await, 403, FORBIDDEN);
    assert_refused(&town.ask(&ben, "POST", &of("/sessions/revoke/all"), &json!({})).await, 403, FORBIDDEN);
    let mine = json!([{ "user_id": ann.id, "category": "x", "name": "y", "value": "z" }]);
    let written = town.ask(&ben, "PUT", &format!("/api/v4/users/{}/preferences", ben.id), &mine).await;
    assert_refused(&written, 403, "api.preference.update_preferences.set.app_error");
    let session = town.get(&ann, "/api/v4/users/me/sessions").await.json()[0]["id"].clone();
    let revoke = json!({ "session_id": session });
    let revoked = town.ask(&ben, "POST", &format!("/api/v4/users/{}/sessions/revoke", ben.id), &revoke).await;
    assert!((400..500).contains(&revoked.status), "{}", revoked.text());
    assert_shape(&revoked);
    assert_eq!(town.get(&ann, "/api/v4/users/me").await.status, 200);
    let direct = town.ask(&ben, "POST", "/api/v4/channels/direct", &json!([ann.id, town.admin.id])).await;
    assert_refused(&direct, 403, FORBIDDEN);
}

#[tokio::test]
async fn administration_is_for_administrators() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    assert_refused(&town.get(&ann, "/api/v4/config").await, 403, FORBIDDEN);
    let open = json!({ "TeamSettings": { "EnableOpenServer": true } });
    assert_refused(&town.ask(&ann, "PUT", "/api/v4/config/patch", &open).await, 403, FORBIDDEN);
    assert_refused(&town.get(&ann, "/api/v4/roles").await, 403, FORBIDDEN);
    let off = json!({ "active": false });
    let reply = town.ask(&ann, "PUT", &format!("/api/v4/users/{}/active", town.admin.id), &off).await;
    assert_refused(&reply, 403, "api.user.update_active.permissions.app_error");
    let everybody = town.ask(&ann, "POST", "/api/v4/users/sessions/revoke/all", &json!({})).await;
    assert_refused(&everybody, 403, FORBIDDEN);
}
