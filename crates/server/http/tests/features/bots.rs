use serde_json::json;

use crate::world::{User, World};

/// What the tests need that a fresh server does not allow.
async fn allowing() -> World {
    let world = World::new().await;
    let service = json!({ "EnableBotAccountCreation": true, "EnableUserAccessTokens": true });
    world.ok(&world.admin, "PUT", "/config/patch", json!({ "ServiceSettings": service })).await;
    world
}

/// A bot of the administrator's, in the team and the room.
async fn robo(world: &World) -> User {
    let bot = json!({ "username": "Robo", "display_name": "Robo", "description": "beeps" });
    let made = world.ok(&world.admin, "POST", "/bots", bot).await;
    let id = made["user_id"].as_str().unwrap().to_owned();
    assert_eq!((&made["username"], &made["owner_id"]), (&json!("robo"), &json!(world.admin.id)));
    world
        .ok(
            &world.admin,
            "POST",
            &format!("/teams/{}/members", world.team),
            json!({ "team_id": world.team, "user_id": id }),
        )
        .await;
    world.ok(&world.ana, "POST", &format!("/channels/{}/members", world.room), json!({ "user_id": id })).await;
    let token = world.ok(&world.admin, "POST", &format!("/users/{id}/tokens"), json!({ "description": "t" })).await;
    User { id, token: token["token"].as_str().unwrap().to_owned() }
}

#[tokio::test]
async fn bots_post_by_token() {
    let world = allowing().await;
    let robo = robo(&world).await;
    let me = world.get(&robo, "/users/me").await;
    assert_eq!(
        (&me["is_bot"], &me["email"], &me["bot_description"]),
        (&json!(true), &json!("robo@localhost"), &json!("beeps"))
    );
    let post = world.ok(&robo, "POST", "/posts", json!({ "channel_id": world.room, "message": "beep @ben" })).await;
    assert_eq!((&post["props"], &post["user_id"]), (&json!({ "from_bot": "true" }), &json!(robo.id)));
    assert_eq!(world.get(&world.ben, &format!("/channels/{}/members/me", world.room)).await["mention_count"], 1);
    let login = json!({ "login_id": "robo", "password": "x" });
    let refused = world.refused(&User::default(), "POST", "/users/login", login).await;
    assert_eq!(refused, (401, "api.user.login.bot_login_forbidden.app_error".into()));
}

#[tokio::test]
async fn bots_change_and_are_switched_off() {
    let world = allowing().await;
    let robo = robo(&world).await;
    let path = format!("/bots/{}", robo.id);
    let changed = world.ok(&world.admin, "PUT", &path, json!({ "description": "boops" })).await;
    assert_eq!((&changed["description"], &changed["display_name"]), (&json!("boops"), &json!("Robo")));
    let taken = world.refused(&world.admin, "PUT", &path, json!({ "username": "ana" })).await;
    assert_eq!(taken, (400, "app.user.save.username_exists.app_error".into()));
    world.heard();
    let off = world.ok(&world.admin, "POST", &format!("{path}/disable"), json!({})).await;
    assert_ne!(off["delete_at"], 0);
    assert!(world.events().contains(&"UserActivationChanged".to_owned()));
    assert_eq!(
        world.refused(&robo, "POST", "/posts", json!({ "channel_id": world.room, "message": "x" })).await.0,
        401
    );
    assert_eq!(world.get(&world.admin, "/bots").await, json!([]));
    assert_eq!(world.get(&world.admin, "/bots?include_deleted=true").await.as_array().unwrap().len(), 1);
    world.ok(&world.admin, "POST", &format!("{path}/enable"), json!({})).await;
    world.ok(&robo, "POST", "/posts", json!({ "channel_id": world.room, "message": "x" })).await;
    let assigned = world.ok(&world.admin, "POST", &format!("{path}/assign/{}", world.ana.id), json!({})).await;
    assert_eq!(assigned["owner_id"], json!(world.ana.id));
    let to_bot = format!("{path}/assign/{}", robo.id);
    assert_eq!(world.refused(&world.admin, "POST", &to_bot, json!({})).await.0, 403);
    // Whoever goes takes the bots along.
    world.ok(&world.admin, "PUT", &format!("/users/{}/active", world.ana.id), json!({ "active": false })).await;
    assert_eq!(world.get(&world.admin, "/bots").await, json!([]));
}

#[tokio::test]
async fn people_make_no_bots_and_see_none() {
    let world = allowing().await;
    let robo = robo(&world).await;
    let path = format!("/bots/{}", robo.id);
    let missing = (404, "store.sql_bot.get.missing.app_error".to_owned());
    assert_eq!(world.refused(&world.ana, "POST", "/bots", json!({ "username": "other" })).await.0, 403);
    assert_eq!(world.refused(&world.ana, "GET", "/bots", json!({})).await.0, 403);
    assert_eq!(world.refused(&world.ana, "GET", &path, json!({})).await, missing);
    assert_eq!(world.refused(&world.ana, "PUT", &path, json!({ "description": "x" })).await, missing);
    assert_eq!(world.refused(&world.ana, "POST", &format!("{path}/disable"), json!({})).await, missing);
    let of_bot = format!("/users/{}/tokens", robo.id);
    assert_eq!(world.refused(&world.ana, "POST", &of_bot, json!({ "description": "t" })).await.0, 403);
    assert_eq!(world.refused(&world.admin, "GET", &format!("/bots/{}", world.ana.id), json!({})).await, missing);
    let nul = json!({ "username": "nul", "description": "\0" });
    assert_eq!(world.refused(&world.admin, "POST", "/bots", nul).await.0, 400);
    assert_eq!(world.refused(&world.admin, "POST", "/bots", json!({ "username": "a b" })).await.0, 400);
    let off = json!({ "ServiceSettings": { "EnableBotAccountCreation": false } });
    world.ok(&world.admin, "PUT", "/config/patch", off).await;
    let refused = world.refused(&world.admin, "POST", "/bots", json!({ "username": "other" })).await;
    assert_eq!(refused, (403, "api.bot.create_disabled".into()));
}

#[tokio::test]
async fn tokens_work_until_they_are_taken_away() {
    let world = allowing().await;
    let own = format!("/users/{}/tokens", world.ana.id);
    assert_eq!(world.refused(&world.ana, "POST", &own, json!({ "description": "t" })).await.0, 403);
    let roles = json!({ "roles": "system_user system_user_access_token" });
    world.ok(&world.admin, "PUT", &format!("/users/{}/roles", world.ana.id), roles).await;
    assert_eq!(world.refused(&world.ana, "POST", &own, json!({})).await.0, 400);
    let of_admin = format!("/users/{}/tokens", world.admin.id);
    assert_eq!(world.refused(&world.ana, "POST", &of_admin, json!({ "description": "t" })).await.0, 403);
    let made = world.ok(&world.ana, "POST", &own, json!({ "description": "t" })).await;
    let program = User { id: world.ana.id.clone(), token: made["token"].as_str().unwrap().to_owned() };
    assert_eq!(world.get(&program, "/users/me").await["username"], "ana");
    let listed = world.get(&world.ana, &own).await;
    assert_eq!((listed[0].get("token"), &listed[0]["is_active"]), (None, &json!(true)));
    let body = json!({ "token_id": made["id"] });
    let one = format!("/users/tokens/{}", made["id"].as_str().unwrap());
    assert_eq!(world.get(&world.ana, &one).await["description"], "t");
    assert_eq!(world.refused(&world.ben, "GET", &one, json!({})).await.0, 403);
    assert_eq!(world.refused(&world.ben, "POST", "/users/tokens/revoke", body.clone()).await.0, 403);
    assert_eq!(world.refused(&world.ana, "GET", "/users/tokens", json!({})).await.0, 403);
    assert_eq!(world.get(&world.admin, "/users/tokens").await.as_array().unwrap().len(), 1);
    let found = world.ok(&world.admin, "POST", "/users/tokens/search", json!({ "term": "an" })).await;
    assert_eq!(found[0]["id"], made["id"]);
    let (status, expired) = (401, "api.context.session_expired.app_error".to_owned());
    world.ok(&world.ana, "POST", "/users/tokens/disable", body.clone()).await;
    assert_eq!(world.refused(&program, "GET", "/users/me", json!({})).await, (status, expired.clone()));
    world.ok(&world.ana, "POST", "/users/tokens/enable", body.clone()).await;
    world.get(&program, "/users/me").await;
    // A server that has no tokens knows none.
    let setting = |on: bool| json!({ "ServiceSettings": { "EnableUserAccessTokens": on } });
    world.ok(&world.admin, "PUT", "/config/patch", setting(false)).await;
    assert_eq!(world.refused(&program, "GET", "/users/me", json!({})).await, (status, expired.clone()));
    assert_eq!(world.refused(&world.ana, "POST", &own, json!({ "description": "t" })).await.0, 501);
    world.ok(&world.admin, "PUT", "/config/patch", setting(true)).await;
    world.get(&program, "/users/me").await;
    world.ok(&world.ana, "POST", "/users/tokens/revoke", body.clone()).await;
    assert_eq!(world.refused(&program, "GET", "/users/me", json!({})).await, (status, expired));
    assert_eq!(world.refused(&world.ana, "POST", "/users/tokens/revoke", body).await.0, 404);
}
