use std::time::Duration;

use serde_json::{Value, json};

use crate::world::{User, World, id};

/// Ways of asking for the newest page; with `shape` posts on it, which are all there are.
const WAYS: [&str; 3] =
    ["", "&collapsedThreads=true", "&collapsedThreads=true&collapsedThreadsExtended=true&skipFetchThreads=true"];

/// Both read the page as it is kept from the last time, if it is, and as nobody asked for it before.
async fn is_true(world: &World, fresh: &mut usize, after: &str) {
    *fresh += 1;
    for way in WAYS {
        for reader in [&world.ana, &world.ben, &world.admin] {
            let page = |size: usize| format!("/channels/{}/posts?page=0&per_page={size}{way}", world.room);
            let kept = world.get(reader, &page(100)).await;
            assert_eq!(kept, world.get(reader, &page(100 + *fresh)).await, "{way} after {after}");
        }
    }
}

#[tokio::test]
async fn the_newest_page_is_true_whatever_happens() {
    let world = World::new().await;
    let (ana, ben, admin) = (&world.ana, &world.ben, &world.admin);
    let joins = json!({ "team_id": world.team, "user_id": admin.id });
    world.ok(admin, "POST", &format!("/teams/{}/members", world.team), joins).await;
    world.ok(admin, "POST", &format!("/channels/{}/members", world.room), json!({ "user_id": admin.id })).await;
    let mut fresh = 0;
    let root = world.post(ana, "root", "").await;
    is_true(&world, &mut fresh, "a post").await;
    let reply = world.post(ben, "reply", &root).await;
    is_true(&world, &mut fresh, "a reply").await;
    let other = world.post(ben, "other :kept:", "").await;
    let threads = format!("/users/me/teams/{}/threads", world.team);
    let reaction = json!({ "user_id": ana.id, "post_id": other, "emoji_name": "smile" });
    let urgent =
        json!({ "channel_id": world.room, "message": "now", "metadata": { "priority": { "priority": "urgent" } } });
    let steps: [(&User, &str, String, Value); 13] = [
        (ana, "PUT", format!("/posts/{root}/patch"), json!({ "message": "changed" })),
        (ana, "POST", format!("/posts/{root}/pin"), json!({})),
        (ana, "POST", format!("/posts/{root}/unpin"), json!({})),
        (ana, "POST", "/reactions".to_owned(), reaction),
        (ana, "DELETE", format!("/users/me/posts/{other}/reactions/smile"), json!({})),
        (ana, "DELETE", format!("{threads}/{root}/following"), json!({})),
        (ana, "PUT", format!("{threads}/{root}/following"), json!({})),
        (ben, "PUT", "/users/me/patch".to_owned(), json!({ "nickname": "Benny" })),
        (ana, "POST", "/posts".to_owned(), urgent),
        (admin, "PUT", "/config/patch".to_owned(), json!({ "PrivacySettings": { "ShowFullName": false } })),
        (ben, "DELETE", format!("/posts/{reply}"), json!({})),
        (ben, "DELETE", format!("/posts/{other}"), json!({})),
        (ana, "PUT", format!("/channels/{}/patch", world.room), json!({ "header": "new" })),
    ];
    for (by, method, path, body) in steps {
        world.pass(Duration::from_millis(1));
        world.ok(by, method, &path, body).await;
        is_true(&world, &mut fresh, &format!("{method} {path}")).await;
    }
}

#[tokio::test]
async fn a_kept_page_is_not_for_those_who_may_not_read_it() {
    let world = World::new().await;
    world.post(&world.ana, "root", "").await;
    let page = format!("/channels/{}/posts", world.room);
    let read = world.get(&world.ana, &page).await;
    assert_eq!(world.get(&world.ben, &page).await, read);
    world.ok(&world.ana, "DELETE", &format!("/channels/{}/members/{}", world.room, world.ben.id), json!({})).await;
    world.ok(&world.ana, "PUT", &format!("/channels/{}/privacy", world.room), json!({ "privacy": "P" })).await;
    assert_eq!(world.refused(&world.ben, "GET", &page, json!({})).await.0, 403);
}

#[tokio::test]
async fn linked_posts_are_shown_to_those_who_may_read_them() {
    let world = World::new().await;
    let site = json!({ "ServiceSettings": { "SiteURL": "https://chat.example" } });
    world.ok(&world.admin, "PUT", "/config/patch", site).await;
    let secret = world.channel(&world.ana, "secret", "P").await;
    let hidden = json!({ "channel_id": secret, "message": "hidden" });
    let hidden = id(&world.ok(&world.ana, "POST", "/posts", hidden).await);
    let link = world.post(&world.ana, &format!("https://chat.example/alpha/pl/{hidden}"), "").await;
    let page = format!("/channels/{}/posts", world.room);
    for _ in 0..2 {
        let shown = world.get(&world.ana, &page).await["posts"][&link]["metadata"]["embeds"].clone();
        assert_eq!(shown[0]["type"], "permalink");
        assert_eq!(world.get(&world.ben, &page).await["posts"][&link]["metadata"], json!({}));
    }
}
