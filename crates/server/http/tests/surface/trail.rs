//! The audit trail.

use serde_json::{Value, json};

use crate::{
    client::Call,
    town::{Person, Town, assert_refused},
};

async fn deeds(town: &Town, person: &Person, path: &str) -> Vec<(String, String)> {
    let list = town.get(person, &format!("/api/v4{path}")).await.json();
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_else(|| panic!("{entry}")).to_owned();
    let list = list.as_array().unwrap_or_else(|| panic!("{list}"));
    list.iter().map(|entry| (text(entry, "action"), text(entry, "extra_info"))).collect()
}

fn deed(action: &str, extra_info: &str) -> (String, String) {
    (format!("/api/v4/users/{action}"), extra_info.to_owned())
}

#[tokio::test]
async fn what_is_done_to_an_account_is_kept() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let wrong = json!({ "login_id": "ann", "password": "wrong" });
    town.send(Call::new("POST", "/api/v4/users/login").json(&wrong)).await;
    let secret = json!({ "login_id": "my-password", "password": "x" });
    town.send(Call::new("POST", "/api/v4/users/login").json(&secret)).await;
    town.ask(&ann, "PUT", "/api/v4/users/sessions/device", &json!({ "mobile_version": "" })).await;
    town.ask(&ann, "PUT", "/api/v4/users/sessions/device", &json!({ "device_id": "apple_rn-v2:tok" })).await;
    let password = json!({ "current_password": "Passw0rd-ann", "new_password": "Passw0rd-new" });
    town.ask(&ann, "PUT", "/api/v4/users/me/password", &password).await;
    let mut own = deeds(&town, &ann, "/users/me/audits").await;
    // Both in one millisecond.
    own[..2].sort();
    own[..2].reverse();
    let expected = [
        deed("me/password", &format!("completed user_id={}", ann.id)),
        deed("me/password", &format!("attempted user_id={}", ann.id)),
        deed("sessions/device", ""),
        deed("login", &format!("success session_user={}", ann.id)),
        deed("login", "authenticated"),
    ];
    assert_eq!(own, expected);
    assert_eq!(deeds(&town, &ann, "/users/me/audits?page=1&per_page=2").await, expected[2..4]);
    let all = deeds(&town, &town.admin, "/audits").await;
    assert!(all.contains(&deed("login", "failure - login_id=ann")), "{all:?}");
    assert!(all.contains(&deed("login", "failure - login_id=")), "{all:?}");
    assert!(!all.iter().any(|(_, extra)| extra.contains("my-password")));
}

#[tokio::test]
async fn entries_say_by_whom_and_from_where() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let roles = json!({ "roles": "system_user system_post_all" });
    town.ask(&town.admin, "PUT", &format!("/api/v4/users/{}/roles", ann.id), &roles).await;
    town.ask(&town.admin, "POST", &format!("/api/v4/users/{}/sessions/revoke/all", ann.id), &json!({})).await;
    let list = town.get(&town.admin, "/api/v4/users/me/audits?per_page=2").await.json();
    assert_eq!(list[0]["action"], format!("/api/v4/users/{}/sessions/revoke/all", ann.id));
    assert_eq!(list[1]["extra_info"], format!("user={} roles=system_user system_post_all", ann.id));
    let keys: Vec<&String> = list[0].as_object().into_iter().flatten().map(|(key, _)| key).collect();
    assert_eq!(keys, ["action", "create_at", "extra_info", "id", "ip_address", "session_id", "user_id"]);
    assert_eq!(list[0]["user_id"], town.admin.id);
    assert!(list[0]["session_id"].as_str().is_some_and(|id| id.len() == 26), "{list}");
}

#[tokio::test]
async fn the_trail_is_not_for_everybody() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.member("ben").await);
    for path in ["/api/v4/audits".to_owned(), format!("/api/v4/users/{}/audits", ben.id)] {
        assert_refused(&town.get(&ann, &path).await, 403, "api.context.permissions.app_error");
    }
}
