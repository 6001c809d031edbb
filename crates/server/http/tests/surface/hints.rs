//! Who names people that are not in the channel is told so.

use serde_json::{Value, json};

use crate::{socket::Socket, town::Town};

async fn hints(socket: &mut Socket) -> Vec<Value> {
    socket.settle(std::time::Duration::from_secs(30)).await;
    let heard = socket.take().into_iter().filter(|frame| frame["event"] == "ephemeral_message");
    heard
        .map(|frame| serde_json::from_str(frame["data"]["post"].as_str().unwrap_or_default()).unwrap_or_default())
        .collect()
}

#[tokio::test]
async fn naming_people_outside_the_channel_gives_a_hint() {
    let town = Town::new().await;
    let (ann, ben, cy) = (town.member("ann").await, town.member("ben").await, town.member("cy").await);
    town.stranger("dee").await;
    let den = town.new_channel("den", "P", &[&ann]).await;
    let (mut of_ann, mut of_admin) = (town.open(&ann, "").await, town.open(&town.admin, "").await);
    let posted = town.post(&ann, &den, "look, @cy, @ben. @admin @nobody @dee @ann @here").await;
    let heard = hints(&mut of_ann).await;
    assert_eq!(heard.len(), 1, "{heard:?}");
    let hint = &heard[0];
    let sentence = "@ben and @cy did not get notified by this mention because they are not in the channel.";
    assert_eq!(
        (&hint["message"], &hint["user_id"], &hint["type"]),
        (&json!(sentence), &json!(""), &json!("system_ephemeral"))
    );
    assert_eq!(hint["create_at"], posted["create_at"].as_i64().unwrap_or_default() + 1);
    let named = &hint["props"]["add_channel_member"];
    assert_eq!(named["not_in_channel_user_ids"], json!([ben.id, cy.id]));
    assert_eq!((&named["post_id"], &named["not_in_groups_usernames"]), (&hint["id"], &json!([])));
    assert!(hints(&mut of_admin).await.is_empty());
}

#[tokio::test]
async fn nothing_is_hinted_where_everybody_hears() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.member("ben").await);
    let mut of_ann = town.open(&ann, "").await;
    town.post(&ann, &town.channel, "hello @ben and somebody@example.com").await;
    let direct = town.ask(&ann, "POST", "/api/v4/channels/direct", &json!([ann.id, ben.id])).await.json();
    town.post(&ann, direct["id"].as_str().unwrap_or_default(), "hello @admin").await;
    assert!(hints(&mut of_ann).await.is_empty());
}
