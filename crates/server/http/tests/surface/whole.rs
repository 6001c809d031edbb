//! Things that are written whole instead of in parts, and settings that are read again.

use serde_json::json;

use crate::town::{Town, assert_refused};

#[tokio::test]
async fn an_account_is_written_whole() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.member("ben").await);
    let path = format!("/api/v4/users/{}", ann.id);
    let mut whole = town.get(&ann, "/api/v4/users/me").await.json();
    whole["nickname"] = "Annie".into();
    let written = town.ask(&ann, "PUT", &path, &whole).await;
    assert_eq!((written.status, &written.json()["nickname"]), (200, &json!("Annie")), "{}", written.text());
    whole["id"] = ben.id.clone().into();
    assert_refused(&town.ask(&ann, "PUT", &path, &whole).await, 400, "api.context.invalid_body_param.app_error");
    let part = json!({ "id": ann.id, "username": "ann", "email": "ann@example.com" });
    assert_eq!(town.ask(&ann, "PUT", &path, &part).await.json()["nickname"], "");
    let foreign = town.ask(&ben, "PUT", &path, &part).await;
    assert_refused(&foreign, 403, "api.context.permissions.app_error");
}

#[tokio::test]
async fn a_team_is_written_whole() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let path = format!("/api/v4/teams/{}", town.team);
    let mut whole = town.get(&town.admin, &path).await.json();
    whole["description"] = "d".into();
    let written = town.ask(&town.admin, "PUT", &path, &whole).await.json();
    assert_eq!((&written["description"], &written["name"]), (&json!("d"), &json!("alpha")), "{written}");
    assert_refused(&town.ask(&ann, "PUT", &path, &whole).await, 403, "api.context.permissions.app_error");
    whole["id"] = "a".repeat(26).into();
    assert_refused(&town.ask(&town.admin, "PUT", &path, &whole).await, 400, "api.context.invalid_body_param.app_error");
}

#[tokio::test]
async fn roles_in_a_team_are_given_by_name() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let path = format!("/api/v4/teams/{}/members/{}", town.team, ann.id);
    let roles = json!({ "roles": "team_user team_admin" });
    assert_eq!(town.ask(&town.admin, "PUT", &format!("{path}/roles"), &roles).await.status, 200);
    assert_eq!(town.get(&ann, &path).await.json()["roles"], "team_user team_admin");
    let odd = json!({ "roles": "team_king" });
    let odd = town.ask(&town.admin, "PUT", &format!("{path}/roles"), &odd).await;
    assert_refused(&odd, 400, "api.context.invalid_body_param.app_error");
}

#[tokio::test]
async fn settings_are_read_again() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let reloaded = town.ask(&town.admin, "POST", "/api/v4/config/reload", &json!({})).await;
    assert_eq!((reloaded.status, reloaded.json()), (200, json!({ "status": "OK" })));
    let foreign = town.ask(&ann, "POST", "/api/v4/config/reload", &json!({})).await;
    assert_refused(&foreign, 403, "api.context.permissions.app_error");
}

#[tokio::test]
async fn only_people_of_one_team_write_to_each_other_where_the_settings_say_so() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.member("ben").await);
    let (dee, old) = (town.stranger("dee").await, town.stranger("old").await);
    let direct = async |other: &str| town.ask(&ann, "POST", "/api/v4/channels/direct", &json!([ann.id, other])).await;
    assert_eq!(direct(&old.id).await.status, 201);
    let restricted = json!({ "TeamSettings": { "RestrictDirectMessage": "team" } });
    town.ask(&town.admin, "PUT", "/api/v4/config/patch", &restricted).await;
    assert_refused(&direct(&dee.id).await, 403, "api.channel.create_channel.direct_channel.team_restricted_error");
    for other in [&ben.id, &old.id, &ann.id] {
        assert_eq!(direct(other).await.status, 201);
    }
}

#[tokio::test]
async fn teams_are_as_large_as_the_settings_say() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.stranger("ben").await);
    let full = json!({ "TeamSettings": { "MaxUsersPerTeam": 2, "MaxChannelsPerTeam": 3 } });
    town.ask(&town.admin, "PUT", "/api/v4/config/patch", &full).await;
    let add = async |id: &str| {
        let body = json!({ "team_id": town.team, "user_id": id });
        town.ask(&town.admin, "POST", &format!("/api/v4/teams/{}/members", town.team), &body).await
    };
    assert_refused(&add(&ben.id).await, 400, "app.team.join_user_to_team.max_accounts.app_error");
    assert_eq!(add(&ann.id).await.status, 201);
    let channel = json!({ "team_id": town.team, "name": "more", "display_name": "More", "type": "O" });
    let channel = town.ask(&ann, "POST", "/api/v4/channels", &channel).await;
    assert_refused(&channel, 400, "api.channel.create_channel.max_channel_limit.app_error");
}

#[tokio::test]
async fn statuses_are_asked_for_by_ids_only() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let odd = town.ask(&ann, "POST", "/api/v4/users/status/ids", &json!([ann.id, "short"])).await;
    assert_refused(&odd, 400, "api.context.invalid_body_param.app_error");
    let unknown = "a".repeat(26);
    let found = town.ask(&ann, "POST", "/api/v4/users/status/ids", &json!([unknown])).await.json();
    assert_eq!((&found[0]["user_id"], &found[0]["status"]), (&json!(unknown), &json!("offline")));
    let off = json!({ "ServiceSettings": { "EnableUserStatuses": false } });
    town.ask(&town.admin, "PUT", "/api/v4/config/patch", &off).await;
    let found = town.ask(&ann, "POST", "/api/v4/users/status/ids", &json!([ann.id])).await.json();
    assert_eq!(found, json!([]));
    let none = town.get(&ann, "/api/v4/users/me/status").await.json();
    assert_eq!(none, json!({ "user_id": "", "status": "", "manual": false, "last_activity_at": 0, "dnd_end_time": 0 }));
}

#[tokio::test]
async fn an_addition_is_told_in_the_thread_it_came_from() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.member("ben").await);
    let den = town.new_channel("den", "P", &[&ann]).await;
    let root = town.post(&ann, &den, "who else?").await;
    let path = format!("/api/v4/channels/{den}/members");
    for odd in [json!("short"), json!("a".repeat(26))] {
        let body = json!({ "user_id": ben.id, "post_root_id": odd });
        let refused = town.ask(&ann, "POST", &path, &body).await;
        assert_refused(&refused, 400, "api.context.invalid_body_param.app_error");
    }
    let body = json!({ "user_id": ben.id, "post_root_id": root["id"] });
    assert_eq!(town.ask(&ann, "POST", &path, &body).await.status, 201);
    let thread = format!("/api/v4/posts/{}/thread", root["id"].as_str().unwrap_or_default());
    let thread = town.get(&ben, &thread).await.json();
    let kinds: Vec<_> =
        thread["posts"].as_object().into_iter().flatten().map(|(_, post)| post["type"].clone()).collect();
    assert!(kinds.contains(&json!("system_add_to_channel")), "{thread}");
}
