//! Several servers on one PostgreSQL, each a process of its own, that hear of one another over a real NATS.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod front;
mod person;
mod program;

use std::time::Duration;

use countersign_loopback::service::{self, NatsServer};
use countersign_test_postgres::{Cluster, Database};
use serde_json::{Value, json};
use tokio::time::timeout;

use front::Front;
use person::Person;
use program::Node;

/// What servers need; `None` after saying so, where it is not installed.
async fn surroundings() -> Option<(NatsServer, Database)> {
    if std::env::var_os("COUNTERSIGN_TEST_POSTGRES").is_none() && !Cluster::is_installed() {
        service::missing("postgres");
        return None;
    }
    let nats = NatsServer::start().await?;
    Some((nats, Cluster::shared().await.database().await))
}

/// Two nodes with two people in a channel: ada, who may do everything, and ben.
struct Town {
    one: Node,
    two: Node,
    ada: Person,
    ben: Person,
    team_id: String,
    channel_id: String,
    // Ends last.
    _nats: NatsServer,
}

impl Town {
    async fn begin() -> Option<Self> {
        let (nats, database) = surroundings().await?;
        let bus = nats.url();
        let (one, two) = (Node::start(&database.url, Some(&bus)), Node::start(&database.url, Some(&bus)));
        let ada = Person::register(&one.url, "ada").await;
        let open = json!({"TeamSettings": {"EnableOpenServer": true}});
        ada.call(&one.url, "PUT", "/config/patch", open).await;
        let ben = Person::register(&one.url, "ben").await;
        let team = json!({"name": "harbour", "display_name": "Harbour", "type": "O"});
        let team = ada.call(&one.url, "POST", "/teams", team).await;
        let team_id = team["id"].as_str().unwrap().to_owned();
        let member = json!({"team_id": team_id, "user_id": ben.id});
        ada.call(&one.url, "POST", &format!("/teams/{team_id}/members"), member).await;
        let channel = json!({"team_id": team_id, "name": "quay", "display_name": "Quay", "type": "P"});
        let channel = ada.call(&one.url, "POST", "/channels", channel).await;
        let channel_id = channel["id"].as_str().unwrap().to_owned();
        let member = json!({"user_id": ben.id});
        ada.call(&one.url, "POST", &format!("/channels/{channel_id}/members"), member).await;
        Some(Self { one, two, ada, ben, team_id, channel_id, _nats: nats })
    }

    async fn post(&self, node: &Node, message: &str) -> Value {
        let post = json!({"channel_id": self.channel_id, "message": message});
        self.ada.call(&node.url, "POST", "/posts", post).await
    }
}

/// The text of a `posted` event.
fn text(event: &Value) -> String {
    let post: Value = serde_json::from_str(event["data"]["post"].as_str().unwrap()).unwrap();
    post["message"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_on_one_node_is_heard_on_the_other() {
    let Some(town) = Town::begin().await else { return };
    let mut ben = town.ben.listen(&town.two.url, None).await;
    assert_eq!(ben.next().await.unwrap()["event"], "hello");
    for number in 0..20 {
        town.post(&town.one, &format!("tide {number}")).await;
    }
    for number in 0..20 {
        assert_eq!(text(&ben.event("posted").await), format!("tide {number}"));
    }
    let mut ada = town.ada.listen(&town.one.url, None).await;
    ada.types(&town.channel_id).await;
    assert_eq!(ben.event("typing").await["data"]["user_id"], town.ada.id);
    // Ben's socket is on the other node, and he counts as present on this one.
    let asked = town.ada.call(&town.one.url, "GET", &format!("/users/{}/status", town.ben.id), Value::Null).await;
    assert_eq!(asked["status"], "online");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_on_one_node_is_true_on_the_other() {
    let Some(town) = Town::begin().await else { return };
    let (one, two) = (&town.one.url, &town.two.url);
    let channel = format!("/channels/{}", town.channel_id);
    // The other node has everything in its caches.
    town.ben.until(two, &channel, 200).await;
    town.ben.until(two, "/config", 403).await;

    let role = json!({"roles": "system_user system_admin"});
    town.ada.call(one, "PUT", &format!("/users/{}/roles", town.ben.id), role).await;
    town.ben.until(two, "/config", 200).await;
    let role = json!({"roles": "system_user"});
    town.ada.call(one, "PUT", &format!("/users/{}/roles", town.ben.id), role).await;
    town.ben.until(two, "/config", 403).await;

    town.ada.call(one, "DELETE", &format!("{channel}/members/{}", town.ben.id), Value::Null).await;
    town.ben.until(two, &channel, 403).await;
    town.ada.call(one, "DELETE", &format!("/teams/{}/members/{}", town.team_id, town.ben.id), Value::Null).await;
    town.ben.until(two, &format!("/teams/{}/stats", town.team_id), 403).await;

    let mut socket = town.ben.listen(two, None).await;
    socket.event("hello").await;
    town.ben.call(one, "POST", "/users/logout", Value::Null).await;
    town.ben.until(two, "/users/me", 401).await;
    socket.closed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_count_what_is_asked_of_all_nodes() {
    let Some(town) = Town::begin().await else { return };
    let limits = json!({"RateLimitSettings": {"Enable": true, "PerSec": 1, "MaxBurst": 500, "MemoryStoreSize": 1000,
        "VaryByUser": true, "VaryByRemoteAddr": false}});
    town.ada.call(&town.one.url, "PUT", "/config/patch", limits).await;
    for _ in 0..100 {
        town.ben.ask(&town.one.url, "GET", "/users/me", Value::Null).await;
    }
    // What is asked here counts as well, so few questions are asked.
    let mut asked = 0;
    let heard = async {
        loop {
            let request = reqwest::Client::new().get(format!("{}/api/v4/users/me", town.two.url));
            let answer = request.bearer_auth(&town.ben.token).send().await.unwrap();
            asked += 1;
            let left = answer.headers().get("x-ratelimit-remaining").map(|left| left.to_str().unwrap().parse::<i32>());
            if left.is_some_and(|left| left.unwrap() <= 501 - asked - 50) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(Duration::from_secs(30), heard).await.expect("the other node hears how often this one was asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_node_does_not_stop_the_other_and_its_clients_begin_anew_there() {
    let Some(mut town) = Town::begin().await else { return };
    let mut ben = town.ben.listen(&town.one.url, None).await;
    let hello = ben.event("hello").await;
    let id = hello["data"]["connection_id"].as_str().unwrap().to_owned();
    town.post(&town.one, "before").await;
    let last = ben.event("posted").await["seq"].as_i64().unwrap();
    town.one.kill();
    ben.closed().await;

    town.post(&town.two, "meanwhile").await;
    let mut ben = town.ben.listen(&town.two.url, Some((&id, last + 1))).await;
    let hello = ben.next().await.unwrap();
    assert_eq!((&hello["event"], &hello["seq"]), (&json!("hello"), &json!(0)));
    assert_ne!(hello["data"]["connection_id"], id, "what he missed is not here, so it is another connection");
    town.post(&town.two, "after").await;
    assert_eq!(text(&ben.event("posted").await), "after");
    let page = format!("/channels/{}/posts", town.channel_id);
    let posts = town.ben.call(&town.two.url, "GET", &page, Value::Null).await;
    let texts: Vec<_> = posts["posts"].as_object().unwrap().values().map(|post| &post["message"]).collect();
    assert!(["before", "meanwhile", "after"].iter().all(|text| texts.contains(&&json!(text))));
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_could_not_hear_one_another_do_not_start_together() {
    let Some((nats, database)) = surroundings().await else { return };
    let bus = nats.url();
    let mut alone = Node::start(&database.url, None);
    for bus in [None, Some(bus.as_str())] {
        let said = Node::refused(&database.url, bus);
        assert!(said.contains("bus") && said.contains("Stop"), "{said}");
    }
    alone.kill();
    let together = Node::start(&database.url, Some(&bus));
    let said = Node::refused(&database.url, None);
    assert!(said.contains("other servers use this database"), "{said}");
    let Some(elsewhere) = NatsServer::start().await else { return };
    let said = Node::refused(&database.url, Some(&elsewhere.url()));
    assert!(said.contains("not heard on this bus"), "{said}");
    drop(together);
    let said = Node::refused(&database.url, Some("nats://127.0.0.1:1"));
    assert!(said.to_lowercase().contains("nats"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_nginx_a_killed_node_costs_nobody_an_answer() {
    let Some(mut town) = Town::begin().await else { return };
    let Some(front) = Front::start(&[&town.one.url, &town.two.url]).await else { return };
    let ping = "/api/v4/users/me";
    for _ in 0..6 {
        assert_eq!(front.get(ping, &town.ben.token).await, 200);
    }
    town.one.kill();
    for _ in 0..20 {
        assert_eq!(front.get(ping, &town.ben.token).await, 200);
    }
}
