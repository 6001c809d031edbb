//! Arriving: by a tool, by an invitation.

use serde_json::{Value, json};

use crate::{
    client::Call,
    town::{Town, assert_refused},
};

/// `mmctl auth login` asks in this order, and refuses servers whose version it does not know.
#[tokio::test]
async fn the_administrators_tool_signs_in_from_elsewhere() {
    let town = Town::new().await;
    let front = town.send(Call::new("GET", "/")).await;
    assert_eq!(front.status, 200);
    let version = front.header("x-version-id").expect("the front page says which version it is").to_owned();
    let numbers: Vec<Option<u32>> = version.split('.').take(3).map(|part| part.parse().ok()).collect();
    assert!(numbers.len() == 3 && numbers.iter().all(Option::is_some), "{version}");
    let signs_in = json!({ "login_id": "admin", "password": "Passw0rd-admin", "token": "" });
    let signed_in = town.send(Call::new("POST", "/api/v4/users/login").json(&signs_in)).await;
    let token = signed_in.header("token").expect("signing in gives a token").to_owned();
    let ask = async |method: &str, path: &str, body: &Value| {
        let call = Call::new(method, &format!("/api/v4{path}")).header("authorization", &format!("BEARER {token}"));
        let me = call.json(body).send(town.server.address).await.expect("the server answers");
        assert_eq!(me.header("x-version-id"), Some(version.as_str()), "{path}");
        me
    };
    // Each command begins by asking who it is.
    let me = ask("GET", "/users/me", &Value::Null).await;
    assert_eq!((me.status, &me.json()["id"]), (200, &json!(town.admin.id)));
    let listed = ask(
        "GET",
        "/teams?page=0&per_page=200&include_total_count=false&exclude_policy_constrained=false",
        &Value::Null,
    )
    .await;
    assert_eq!(listed.json()[0]["name"], "alpha");
    let status = ask("GET", "/system/ping?get_server_status=true", &Value::Null).await;
    assert_eq!((status.status, &status.json()["database_status"]), (200, &json!("OK")));
    let made = json!({ "username": "tom", "email": "tom@example.com", "password": "Passw0rd-tom" });
    assert_eq!(ask("POST", "/users", &made).await.status, 201);
    assert_eq!(ask("GET", "/users/username/tom", &Value::Null).await.status, 200);
    assert_eq!(ask("POST", "/config/reload", &json!({})).await.status, 200);
    assert_eq!(ask("POST", "/users/logout", &json!({})).await.status, 200);
    let over = ask("GET", "/users/me", &Value::Null).await;
    assert_refused(&over, 401, "api.context.session_expired.app_error");
}

#[tokio::test]
async fn an_access_token_serves_the_tool_as_well() {
    let town = Town::new().await;
    let on = json!({ "ServiceSettings": { "EnableUserAccessTokens": true } });
    town.ask(&town.admin, "PUT", "/api/v4/config/patch", &on).await;
    let path = format!("/api/v4/users/{}/tokens", town.admin.id);
    let token = town.ask(&town.admin, "POST", &path, &json!({ "description": "mmctl" })).await.json();
    let token = token["token"].as_str().expect("a new token is shown once").to_owned();
    let me = town.send(Call::new("GET", "/api/v4/users/me").bearer(&token)).await;
    assert_eq!((me.status, &me.json()["id"]), (200, &json!(town.admin.id)));
}

#[tokio::test]
async fn an_invitation_link_makes_an_account_in_its_team() {
    let town = Town::new().await;
    let team = town.get(&town.admin, &format!("/api/v4/teams/{}", town.team)).await.json();
    let invite = team["invite_id"].as_str().unwrap_or_default().to_owned();
    let account =
        |name: &str| json!({ "username": name, "email": format!("{name}@example.com"), "password": "Passw0rd-x" });
    let sign_up = async |query: &str, name: &str| {
        town.send(Call::new("POST", &format!("/api/v4/users{query}")).json(&account(name))).await
    };
    assert_refused(&sign_up("", "eve").await, 403, "api.user.create_user.no_open_server");
    let made = sign_up(&format!("?iid={invite}"), "ann").await;
    assert_eq!(made.status, 201, "{}", made.text());
    let path = format!("/api/v4/teams/{}/members/{}", town.team, made.json()["id"].as_str().unwrap_or_default());
    assert_eq!(town.get(&town.admin, &path).await.json()["roles"], "team_user");
    let bad = sign_up(&format!("?iid={}", "a".repeat(26)), "eve").await;
    assert_refused(&bad, 404, "app.team.get_by_invite_id.finding.app_error");
    assert_refused(&sign_up("?t=abc", "eve").await, 400, "api.user.create_user.signup_link_invalid.app_error");
    assert_eq!(town.get(&town.admin, "/api/v4/users/username/eve").await.status, 404);
}

#[tokio::test]
async fn browsers_are_told_to_stay_with_tls_where_the_settings_say_so() {
    let town = Town::new().await;
    let told = async || town.send(Call::new("GET", "/api/v4/system/ping")).await;
    assert_eq!(told().await.header("strict-transport-security"), None);
    let on = json!({ "ServiceSettings": { "TLSStrictTransport": true, "TLSStrictTransportMaxAge": 60 } });
    town.ask(&town.admin, "PUT", "/api/v4/config/patch", &on).await;
    assert_eq!(told().await.header("strict-transport-security"), Some("max-age=60"));
    assert_eq!(town.send(Call::new("GET", "/")).await.header("strict-transport-security"), Some("max-age=60"));
}

#[tokio::test]
async fn an_invitation_by_mail_says_why_it_reaches_nobody() {
    let town = Town::new().await;
    let (ann, eve) = (town.member("ann").await, town.stranger("eve").await);
    let path = format!("/api/v4/teams/{}/invite/email?graceful=true", town.team);
    let emails = json!(["dee@example.com", "eli@example.com"]);
    let off = town.ask(&ann, "POST", &path, &emails).await;
    assert_refused(&off, 501, "api.team.invite_members.disabled.app_error");
    let on = json!({ "ServiceSettings": { "EnableEmailInvitations": true } });
    town.ask(&town.admin, "PUT", "/api/v4/config/patch", &on).await;
    for body in [emails.clone(), json!({ "emails": emails, "channel_ids": [town.channel] })] {
        let invited = town.ask(&ann, "POST", &path, &body).await;
        assert_eq!(invited.status, 200, "{}", invited.text());
        let invited = invited.json();
        assert_eq!(
            (invited[1]["email"].as_str(), invited[1]["error"]["status_code"].as_i64()),
            (Some("eli@example.com"), Some(500))
        );
        assert_eq!(invited[0]["error"]["id"], "api.team.invite_members.unable_to_send_email_with_defaults.app_error");
    }
    assert_refused(&town.ask(&ann, "POST", &path, &json!([])).await, 400, "api.context.invalid_body_param.app_error");
    assert_refused(&town.ask(&eve, "POST", &path, &emails).await, 403, "api.context.permissions.app_error");
    let config = town.get(&ann, "/api/v4/config/client?format=old").await.json();
    assert_eq!(config["EnableEmailInvitations"], "true");
}
