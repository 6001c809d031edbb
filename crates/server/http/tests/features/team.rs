use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn administrators_change_teams() {
    let world = World::new().await;
    let team = format!("/teams/{}", world.team);
    world.heard();
    let changed = world.ok(&world.ana, "PUT", &format!("{team}/patch"), json!({ "description": "d" })).await;
    assert_eq!((&changed["description"], &changed["name"]), (&json!("d"), &json!("alpha")));
    assert_eq!(world.events(), ["TeamChanged"]);
    assert_eq!(world.refused(&world.ben, "PUT", &format!("{team}/patch"), json!({ "description": "x" })).await.0, 403);
    let long = json!({ "display_name": "x".repeat(65) });
    assert_eq!(world.refused(&world.ana, "PUT", &format!("{team}/patch"), long).await.0, 400);
    let renewed = world.ok(&world.ana, "POST", &format!("{team}/regenerate_invite_id"), json!({})).await;
    assert_ne!(renewed["invite_id"], changed["invite_id"]);
    let stats = world.get(&world.ben, &format!("{team}/stats")).await;
    assert_eq!((&stats["total_member_count"], &stats["active_member_count"]), (&json!(2), &json!(2)));
    let roles = format!("{team}/members/{}/schemeRoles", world.ben.id);
    world.ok(&world.admin, "PUT", &roles, json!({ "scheme_user": true, "scheme_admin": true })).await;
    assert_eq!(world.get(&world.ben, &format!("{team}/members/me")).await["roles"], "team_user team_admin");
    assert_eq!(world.ok(&world.ana, "DELETE", &team, json!({})).await["status"], "OK");
    assert_eq!(world.get(&world.ana, "/users/me/teams").await, json!([]));
}

#[tokio::test]
async fn members_are_added_together() {
    let world = World::new().await;
    let path = format!("/teams/{}/members/batch?graceful=true", world.team);
    let add = |user: &str| json!({ "team_id": world.team, "user_id": user });
    let unknown = json!([add(&world.admin.id), add(&"a".repeat(26))]);
    assert_eq!(world.refused(&world.ana, "POST", &path, unknown).await, (404, "api.team.user.missing_account".into()));
    let added = world.ok(&world.ana, "POST", &path, json!([add(&world.admin.id)])).await;
    assert_eq!((&added[0]["member"]["roles"], &added[0]["error"]), (&json!("team_user"), &json!(null)));
    let found = world
        .ok(&world.ana, "POST", &format!("/teams/{}/members/ids", world.team), json!([world.ben.id, world.admin.id]))
        .await;
    assert_eq!(found.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn only_administrators_give_roles() {
    let world = World::new().await;
    let path = format!("/users/{}/roles", world.ben.id);
    let lone = world.refused(&world.ana, "PUT", &path, json!({ "roles": "system_admin" })).await;
    assert_eq!(lone.0, 400);
    let roles = json!({ "roles": "system_user system_post_all" });
    assert_eq!(world.refused(&world.ana, "PUT", &path, roles.clone()).await.0, 403);
    world.heard();
    world.ok(&world.admin, "PUT", &path, roles).await;
    assert_eq!(world.events().first().map(String::as_str), Some("UserRolesChanged"));
    assert_eq!(world.get(&world.ben, "/users/me").await["roles"], "system_user system_post_all");
    let unknown = json!({ "roles": "system_user nobody" });
    assert_eq!(world.refused(&world.admin, "PUT", &path, unknown).await.0, 400);
}
