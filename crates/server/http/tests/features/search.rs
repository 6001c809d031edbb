use serde_json::{Value, json};

use crate::world::World;

async fn found(world: &World, terms: &str) -> Vec<Value> {
    let search = json!({ "terms": terms, "is_or_search": false, "time_zone_offset": 0 });
    let path = format!("/teams/{}/posts/search", world.team);
    let answer = world.ok(&world.ben, "POST", &path, search).await;
    assert_eq!(answer["matches"], json!(null));
    answer["order"].as_array().unwrap().clone()
}

#[tokio::test]
async fn own_channels_are_searched() {
    let world = World::new().await;
    let mine = world.post(&world.ben, "yellow submarine", "").await;
    let hers = world.post(&world.ana, "yellow brick #road", "").await;
    let secret = world.channel(&world.ana, "secret", "P").await;
    let hidden = json!({ "channel_id": secret, "message": "yellow secret" });
    world.ok(&world.ana, "POST", "/posts", hidden).await;
    assert_eq!(found(&world, "yellow").await, [json!(hers), json!(mine)]);
    assert_eq!(found(&world, "yellow from:ana").await, [json!(hers)]);
    assert_eq!(found(&world, "yellow -from: ana").await, [json!(mine)]);
    assert_eq!(found(&world, "#road in:room").await, [json!(hers)]);
    assert!(found(&world, "yellow in:secret").await.is_empty());
    assert!(found(&world, "yellow from:nobody").await.is_empty());
    assert!(found(&world, "yellow before:2020-01-01").await.is_empty());
    assert_eq!(found(&world, "yellow after:2020-01-01").await.len(), 2);
    world.ok(&world.ana, "DELETE", &format!("/posts/{hers}"), json!({})).await;
    assert_eq!(found(&world, "yellow").await, [json!(mine)]);
}

#[tokio::test]
async fn searches_for_nothing_are_refused() {
    let world = World::new().await;
    for body in [json!({ "terms": "" }), json!({})] {
        let refused = world.refused(&world.ben, "POST", "/posts/search", body).await;
        assert_eq!(refused, (400, "api.context.invalid_body_param.app_error".to_owned()));
    }
    for what in ["posts", "files"] {
        let unread = format!("api.post.search_{what}.invalid_body.app_error");
        for body in [json!([1]), json!({ "terms": 5 }), json!("terms")] {
            let refused = world.refused(&world.ben, "POST", &format!("/{what}/search"), body).await;
            assert_eq!(refused, (400, unread.clone()));
        }
    }
    assert!(found(&world, "   ").await.is_empty());
    let many = (0..65).map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ");
    assert_eq!(world.refused(&world.ben, "POST", "/posts/search", json!({ "terms": many })).await.0, 400);
    let foreign = format!("/teams/{}/posts/search", world.team);
    assert_eq!(world.refused(&world.admin, "POST", &foreign, json!([1])).await.0, 400);
}
