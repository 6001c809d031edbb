//! Looking for people, teams and channels.

use serde_json::{Value, json};

use crate::{
    client::Call,
    town::{Person, Town, assert_refused},
};

fn names(list: &Value, key: &str) -> Vec<String> {
    let list = list.as_array().unwrap_or_else(|| panic!("{list}"));
    list.iter().map(|entry| entry[key].as_str().unwrap_or_default().to_owned()).collect()
}

async fn post(town: &Town, person: &Person, path: &str, body: Value) -> Value {
    let reply = town.ask(person, "POST", &format!("/api/v4{path}"), &body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

async fn get(town: &Town, person: &Person, path: &str) -> Value {
    let reply = town.get(person, &format!("/api/v4{path}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

async fn team(town: &Town, name: &str, open: bool) -> String {
    let body = json!({ "name": name, "display_name": name.to_uppercase(), "type": "O", "allow_open_invite": open });
    let made = town.ask(&town.admin, "POST", "/api/v4/teams", &body).await.json();
    made["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}

#[tokio::test]
async fn teams_are_found_by_a_part_of_their_name() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    team(&town, "beta", true).await;
    team(&town, "betray", false).await;
    assert_eq!(names(&post(&town, &town.admin, "/teams/search", json!({ "term": "ETA" })).await, "name"), ["beta"]);
    let all = post(&town, &town.admin, "/teams/search", json!({ "term": "bet" })).await;
    assert_eq!(names(&all, "name"), ["beta", "betray"]);
    assert_eq!(names(&post(&town, &ann, "/teams/search", json!({ "term": "bet" })).await, "name"), ["beta"]);
    let page = json!({ "term": "", "page": 1, "per_page": 2 });
    let page = post(&town, &town.admin, "/teams/search", page).await;
    assert_eq!((names(&page["teams"], "name"), &page["total_count"]), (vec!["betray".to_owned()], &json!(3)));
    let turned =
        town.ask(&ann, "POST", "/api/v4/teams/search", &json!({ "term": "b", "page": 0, "per_page": 2 })).await;
    assert_refused(&turned, 501, "api.team.search_teams.pagination_not_implemented.public_team_search");
    let counted = get(&town, &town.admin, "/teams?per_page=1&include_total_count=true").await;
    assert_eq!((names(&counted["teams"], "name").len(), &counted["total_count"]), (1, &json!(3)));
}

#[tokio::test]
async fn administrators_find_channels_of_all_teams() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    town.new_channel("den", "P", &[]).await;
    let attic = town.new_channel("attic", "O", &[]).await;
    town.ask(&town.admin, "DELETE", &format!("/api/v4/channels/{attic}"), &json!({})).await;
    let search = async |body| names(&post(&town, &town.admin, "/channels/search", body).await, "name");
    // By display name: those of the channels everybody is in begin with a capital.
    let all = ["off-topic", "town-square", "den", "lounge"];
    assert_eq!(search(json!({})).await, all);
    assert_eq!(search(json!({ "private": true })).await, ["den"]);
    assert_eq!(search(json!({ "public": true, "exclude_default_channels": true })).await, ["lounge"]);
    assert_eq!(search(json!({ "deleted": true })).await, ["attic"]);
    assert_eq!(search(json!({ "term": "ATT", "include_deleted": true })).await, ["attic"]);
    assert_eq!(search(json!({ "team_ids": [town.team] })).await, all);
    assert!(search(json!({ "team_ids": ["a".repeat(26)] })).await.is_empty());
    let page = json!({ "term": "o", "page": 0, "per_page": 1, "public": true });
    let page = post(&town, &town.admin, "/channels/search", page).await;
    assert_eq!((names(&page["channels"], "name"), &page["total_count"]), (vec!["off-topic".to_owned()], &json!(3)));
    assert_eq!(page["channels"][0]["team_name"], "alpha");
    let counted = get(&town, &town.admin, "/channels?per_page=2&include_total_count=true&include_deleted=true").await;
    assert_eq!((names(&counted["channels"], "name").len(), &counted["total_count"]), (2, &json!(5)));
    let own = post(&town, &ann, "/channels/search?system_console=false", json!({ "term": "loun" })).await;
    assert_eq!(names(&own, "name"), ["lounge"]);
    let foreign = town.ask(&ann, "POST", "/api/v4/channels/search", &json!({ "term": "loun" })).await;
    assert_refused(&foreign, 403, "api.context.permissions.app_error");
    let odd = town.ask(&ann, "POST", "/api/v4/channels/search?system_console=maybe", &json!({})).await;
    assert_refused(&odd, 400, "api.context.invalid_param.app_error");
}

#[tokio::test]
async fn private_channels_are_listed_for_administrators_only() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    for name in ["den", "cave"] {
        town.new_channel(name, "P", &[]).await;
    }
    let path = format!("/teams/{}/channels/private", town.team);
    assert_eq!(names(&get(&town, &town.admin, &path).await, "name"), ["cave", "den"]);
    assert_eq!(names(&get(&town, &town.admin, &format!("{path}?page=1&per_page=1")).await, "name"), ["den"]);
    assert_refused(&town.get(&ann, &format!("/api/v4{path}")).await, 403, "api.context.permissions.app_error");
}

#[tokio::test]
async fn people_are_listed_in_the_order_that_is_asked_for() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.member("ben").await);
    let in_team = format!("/users?in_team={}", town.team);
    assert_eq!(names(&get(&town, &ann, &in_team).await, "username"), ["admin", "ann", "ben"]);
    let newest = get(&town, &ann, &format!("{in_team}&sort=create_at")).await;
    assert_eq!(names(&newest, "username"), ["ben", "ann", "admin"]);
    let in_channel = format!("/users?in_channel={}", town.channel);
    let by_role = get(&town, &ann, &format!("{in_channel}&sort=admin")).await;
    assert_eq!(names(&by_role, "username"), ["admin", "ann", "ben"]);
    for (path, name) in [
        (format!("{in_team}&sort=shoe_size"), "sort"),
        ("/users?sort=create_at".to_owned(), "sort"),
        (format!("{in_team}&sort=status"), "sort"),
        (format!("/users?not_in_channel={}", town.channel), "team_id"),
        ("/users?active=true&inactive=true".to_owned(), "inactive"),
    ] {
        let refused = town.get(&ben, &format!("/api/v4{path}")).await;
        assert_refused(&refused, 400, "api.context.invalid_url_param.app_error");
        assert!(refused.text().contains(name), "{path}: {}", refused.text());
    }
    let lacking = json!({ "term": "an", "not_in_channel_id": town.channel });
    let lacking = town.ask(&ann, "POST", "/api/v4/users/search", &lacking).await;
    assert_refused(&lacking, 400, "api.context.invalid_body_param.app_error");
    let roles = get(&town, &town.admin, "/users?roles=system_admin,system_guest").await;
    assert_eq!(names(&roles, "username"), ["admin"]);
}

#[tokio::test]
async fn a_list_of_a_teams_people_that_is_known_is_not_sent_again() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let path = format!("/api/v4/users?in_team={}", town.team);
    let first = town.get(&ann, &path).await;
    let tag = first.header("etag").expect("the list has a tag").to_owned();
    let again =
        async || town.send(Call::new("GET", &path).bearer(&ann.token).header("if-none-match", &tag)).await.status;
    assert_eq!(again().await, 304);
    town.member("ben").await;
    assert_eq!(again().await, 200);
}

#[tokio::test]
async fn people_are_counted() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.stranger("ben").await);
    assert_eq!(get(&town, &ann, "/users/stats").await, json!({ "total_users_count": 3 }));
    let off = json!({ "active": false });
    town.ask(&town.admin, "PUT", &format!("/api/v4/users/{}/active", ben.id), &off).await;
    assert_eq!(get(&town, &ann, "/users/stats").await, json!({ "total_users_count": 2 }));
    for (query, count) in [
        (String::new(), 2),
        ("?include_deleted=true".to_owned(), 3),
        (format!("?in_team={}", town.team), 2),
        ("?roles=system_admin".to_owned(), 1),
    ] {
        let counted = get(&town, &town.admin, &format!("/users/stats/filtered{query}")).await;
        assert_eq!(counted, json!({ "total_users_count": count }), "{query}");
    }
    assert_refused(&town.get(&ann, "/api/v4/users/stats/filtered").await, 403, "api.context.permissions.app_error");
    let counts = post(&town, &ann, "/channels/stats/member_count", json!([town.channel])).await;
    assert_eq!(counts[&town.channel], 2);
}

#[tokio::test]
async fn whoever_shares_a_channel_is_known() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.stranger("ben").await);
    let known = get(&town, &ann, "/users/known").await;
    assert_eq!(known, json!([town.admin.id]));
    assert_eq!(get(&town, &ben, "/users/known").await, json!([]));
}

#[tokio::test]
async fn full_names_that_nobody_may_see_are_not_searched() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let named = json!({ "first_name": "Zora" });
    town.ask(&town.admin, "PUT", &format!("/api/v4/users/{}/patch", town.admin.id), &named).await;
    let find = async |person: &Person| {
        names(&post(&town, person, "/users/search", json!({ "term": "zor" })).await, "username")
    };
    assert_eq!(find(&ann).await, ["admin"]);
    let hidden = json!({ "PrivacySettings": { "ShowFullName": false } });
    town.ask(&town.admin, "PUT", "/api/v4/config/patch", &hidden).await;
    assert!(find(&ann).await.is_empty());
    assert_eq!(find(&town.admin).await, ["admin"]);
    let both = post(&town, &town.admin, "/users/search", json!({ "term": "@ADM zor" })).await;
    assert_eq!(names(&both, "username"), ["admin"]);
    let neither = post(&town, &town.admin, "/users/search", json!({ "term": "adm nobody" })).await;
    assert!(names(&neither, "username").is_empty());
    let typed = get(&town, &ann, &format!("/users/autocomplete?in_team={}&name=zor", town.team)).await;
    assert_eq!(typed["users"], json!([]));
}

#[tokio::test]
async fn files_of_a_channel_are_counted() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let upload = format!("/api/v4/files?channel_id={}&filename=a.txt", town.channel);
    let file = town.send(Call::new("POST", &upload).bearer(&ann.token).raw("text/plain", "abc")).await.json();
    let stats = format!("/channels/{}/stats", town.channel);
    assert_eq!(get(&town, &ann, &stats).await["files_count"], 0);
    let body = json!({ "channel_id": town.channel, "message": "", "file_ids": [file["file_infos"][0]["id"]] });
    town.ask(&ann, "POST", "/api/v4/posts", &body).await;
    assert_eq!(get(&town, &ann, &stats).await["files_count"], 1);
    assert_eq!(get(&town, &ann, &format!("{stats}?exclude_files_count=true")).await["files_count"], -1);
}

#[tokio::test]
async fn people_are_looked_up_by_name_and_address() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let refused = async |path: &str, status, refusal| {
        assert_refused(&town.get(&ann, &format!("/api/v4{path}")).await, status, refusal);
    };
    assert_eq!(get(&town, &ann, "/users/username/ADMIN").await["id"], town.admin.id);
    refused("/users/username/nobody", 404, "app.user.get_by_username.app_error").await;
    assert_eq!(get(&town, &ann, "/users/email/Admin@Example.com").await["id"], town.admin.id);
    refused("/users/email/nobody@example.com", 404, "app.user.missing_account.const").await;
    refused("/users/email/nobody", 400, "api.context.invalid_url_param.app_error").await;
    let odd = town.ask(&ann, "POST", "/api/v4/users/ids?since=soon", &json!([ann.id])).await;
    assert_refused(&odd, 400, "api.context.invalid_body_param.app_error");
    for path in ["/api/v4/users/username/admin", "/api/v4/users/email/admin@example.com"] {
        let tag = town.get(&ann, path).await.header("etag").map(str::to_owned).unwrap_or_default();
        let again = town.send(Call::new("GET", path).bearer(&ann.token).header("if-none-match", &tag)).await;
        assert_eq!(again.status, 304, "{path}");
    }
    let hidden = json!({ "PrivacySettings": { "ShowEmailAddress": false } });
    town.ask(&town.admin, "PUT", "/api/v4/config/patch", &hidden).await;
    refused("/users/email/admin@example.com", 403, "api.user.get_user_by_email.permissions.app_error").await;
}

#[tokio::test]
async fn nobody_outside_the_channel_is_left_out_of_the_answer() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let path = format!("/users/autocomplete?in_team={}&in_channel={}", town.team, town.channel);
    let everybody = get(&town, &ann, &path).await;
    assert_eq!(names(&everybody["users"], "username"), ["admin", "ann"]);
    assert_eq!(everybody.get("out_of_channel"), None);
    let ben = town.member("ben").await;
    town.ask(&ben, "DELETE", &format!("/api/v4/channels/{}/members/{}", town.channel, ben.id), &json!({})).await;
    assert_eq!(names(&get(&town, &ann, &path).await["out_of_channel"], "username"), ["ben"]);
}

#[tokio::test]
async fn an_invitation_tells_of_open_teams_only() {
    let town = Town::new().await;
    let ask = async || {
        let team = town.get(&town.admin, &format!("/api/v4/teams/{}", town.team)).await.json();
        let invite = team["invite_id"].as_str().unwrap_or_default().to_owned();
        town.send(Call::new("GET", &format!("/api/v4/teams/invite/{invite}"))).await
    };
    let told = ask().await.json();
    assert_eq!((&told["name"], &told["id"]), (&json!("alpha"), &json!(town.team)));
    let path = format!("/api/v4/teams/{}/privacy", town.team);
    town.ask(&town.admin, "PUT", &path, &json!({ "privacy": "I" })).await;
    assert_refused(&ask().await, 403, "api.team.get_invite_info.not_open_team");
}

#[tokio::test]
async fn nobody_types_for_somebody_else() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.member("ben").await);
    let typing = json!({ "channel_id": town.channel });
    let typed = async |id: &str| town.ask(&ann, "POST", &format!("/api/v4/users/{id}/typing"), &typing).await;
    assert_eq!(typed(&ann.id).await.status, 200);
    assert_refused(&typed(&ben.id).await, 403, "api.context.permissions.app_error");
}
