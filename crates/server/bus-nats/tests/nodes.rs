//! Several nodes over a real NATS and one store: conformance, and what the domain makes of it.

#![allow(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

use std::{future::Future, sync::Arc, time::Duration};

use countersign_loopback::service::NatsServer;
use countersign_nats::NatsConfig;
use countersign_primitives::{Secret, UserId};
use countersign_server_bus_nats::{NatsBus, NatsBusConfig, OpenError};
use countersign_server_domain::{
    accounts::{NewAccount, create_user},
    caller::Caller,
    channels, conformance,
    domain::{Domain, DomainConfig, Ports},
    event::EventKind,
    memory::{MemoryFiles, MemoryGateway, MemoryStore},
    ports::{
        bus::{Bus, BusListener, BusMessage},
        integrations::NoIntegrations,
        journal::NoJournal,
        mailer::NoMailer,
    },
    posts::{NewPost, create_post},
    sessions::{Credential, SignIn, authenticate, sign_in, sign_out},
    statuses, system,
    teams::{self, NewTeamRequest},
};
use countersign_server_rules::status::StatusKind;
use countersign_system::{OsRandom, SystemClock};
use parking_lot::Mutex;
use tokio::time::{sleep, timeout};

/// A node of a server.
struct Node {
    bus: Arc<NatsBus>,
    domain: Domain,
    heard: Arc<Heard>,
}

/// What a node heard, in words.
#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl BusListener for Heard {
    fn hear(&self, message: &BusMessage) {
        let word = match message {
            BusMessage::Event(event, receivers) => match &event.kind {
                EventKind::Posted(posted) => format!("posted {} to {receivers:?}", posted.post.post.message),
                other => format!("{other:?}").split(['(', ' ']).next().unwrap_or_default().to_owned(),
            },
            BusMessage::CachesDoubtful => "doubt".to_owned(),
            BusMessage::EventsMissed => "missed".to_owned(),
            _ => return,
        };
        self.0.lock().push(word);
    }
}

impl Heard {
    fn has(&self, word: &str) -> bool {
        self.0.lock().iter().any(|heard| heard.starts_with(word))
    }
}

async fn node(server: &NatsServer, store: &MemoryStore) -> Node {
    let config = NatsBusConfig::new(NatsConfig::new(server.url()));
    let (bus, ear) = NatsBus::open(&config, &OsRandom).await.unwrap();
    let ports = Ports {
        store: Arc::new(store.clone()),
        bus: Arc::clone(&bus) as Arc<dyn Bus>,
        files: Arc::new(MemoryFiles),
        gateway: Arc::new(MemoryGateway::default()),
        mailer: Arc::new(NoMailer),
        integrations: Arc::new(NoIntegrations),
        journal: Arc::new(NoJournal),
        clock: Arc::new(SystemClock::new()),
        random: Arc::new(OsRandom),
    };
    let domain = Domain::start(ports, &DomainConfig::default()).await.unwrap();
    let heard = Arc::<Heard>::default();
    domain.subscribe(Arc::clone(&heard) as Arc<dyn BusListener>);
    ear.listen_for(domain.clone());
    Node { bus, domain, heard }
}

async fn account(domain: &Domain, name: &str) -> UserId {
    system::preset_settings(domain, |settings| settings.team_settings.enable_open_server = true).await.unwrap();
    let new = NewAccount {
        username: name.to_owned(),
        email: format!("{name}@example.com"),
        password: Secret::new("correct horse".to_owned()),
        ..NewAccount::default()
    };
    create_user(domain, None, new).await.unwrap().user.id
}

/// Signs in; the session's token.
async fn token(domain: &Domain, name: &str) -> String {
    let attempt = SignIn {
        who: Credential::Login(name.to_owned()),
        password: Secret::new("correct horse".to_owned()),
        code: String::new(),
        device_id: String::new(),
        user_agent: "test".to_owned(),
    };
    sign_in(domain, attempt).await.unwrap().token.expose().clone()
}

async fn caller(domain: &Domain, token: &str) -> Caller {
    authenticate(domain, token).await.unwrap().unwrap()
}

async fn until<F: Future<Output = bool>>(what: impl Fn() -> F) {
    let seen = timeout(Duration::from_secs(30), async {
        while !what().await {
            sleep(Duration::from_millis(5)).await;
        }
    });
    seen.await.expect("it should have happened within 30 s");
}

async fn status(domain: &Domain, user_id: UserId) -> StatusKind {
    statuses::get_status(domain, user_id).await.unwrap().record.presence.status
}

#[tokio::test]
async fn the_bus_over_nats_conforms() {
    let Some(server) = NatsServer::start().await else { return };
    let store = MemoryStore::default();
    let nodes = [node(&server, &store).await, node(&server, &store).await, node(&server, &store).await];
    let buses = nodes.each_ref().map(|node| Arc::clone(&node.bus) as Arc<dyn Bus>);
    conformance::bus::run(&buses).await;
    assert!(nodes.iter().all(|node| !node.heard.has("missed") && !node.heard.has("doubt")));
}

#[tokio::test]
async fn a_session_that_ends_on_one_node_ends_on_all() {
    let Some(server) = NatsServer::start().await else { return };
    let store = MemoryStore::default();
    let [one, two] = [node(&server, &store).await, node(&server, &store).await];
    account(&one.domain, "ana").await;
    let token = token(&one.domain, "ana").await;
    let ana = caller(&two.domain, &token).await;
    sign_out(&one.domain, &caller(&one.domain, &token).await).await.unwrap();
    until(|| async { authenticate(&two.domain, &token).await.unwrap().is_none() }).await;
    drop(ana);
}

#[tokio::test]
async fn members_and_posts_of_one_node_are_known_on_the_other() {
    let Some(server) = NatsServer::start().await else { return };
    let store = MemoryStore::default();
    let [one, two] = [node(&server, &store).await, node(&server, &store).await];
    let [_, ben] = [account(&one.domain, "ana").await, account(&one.domain, "ben").await];
    let ana = caller(&one.domain, &token(&one.domain, "ana").await).await;
    let new = NewTeamRequest {
        name: "team".to_owned(),
        display_name: "Team".to_owned(),
        kind: "O".to_owned(),
        ..NewTeamRequest::default()
    };
    let team = teams::create_team(&one.domain, &ana, new).await.unwrap().team;
    let square = channels::get_channel_by_name(&one.domain, &ana, team.id, "town-square", false).await.unwrap().channel;
    // On the other node, before he is a member: the refusal is what its caches know.
    let ben_there = caller(&two.domain, &token(&two.domain, "ben").await).await;
    assert!(channels::get_channel(&two.domain, &ben_there, square.id).await.is_err());
    teams::add_member(&one.domain, &ana, team.id, ben).await.unwrap();
    until(|| async { channels::get_channel(&two.domain, &ben_there, square.id).await.is_ok() }).await;
    let post = NewPost { channel_id: Some(square.id), message: "hello".to_owned(), ..NewPost::default() };
    create_post(&one.domain, &ana, post).await.unwrap();
    until(|| async { two.heard.has(&format!("posted hello to Channel({})", square.id)) }).await;
}

#[tokio::test]
async fn settings_that_change_on_one_node_hold_on_all() {
    let Some(server) = NatsServer::start().await else { return };
    let store = MemoryStore::default();
    let [one, two] = [node(&server, &store).await, node(&server, &store).await];
    let change = |settings: &mut countersign_server_domain::settings::Settings| {
        settings.service_settings.site_url = "https://chat.example.com".to_owned();
    };
    system::preset_settings(&one.domain, change).await.unwrap();
    until(|| async { two.domain.settings().service_settings.site_url == "https://chat.example.com" }).await;
    assert_eq!(one.domain.version_id(), two.domain.version_id());
    until(|| async { two.heard.has("ConfigChanged") }).await;
}

#[tokio::test]
async fn somebody_is_there_until_the_last_socket_on_the_last_node_is_gone() {
    let Some(server) = NatsServer::start().await else { return };
    let store = MemoryStore::default();
    let [one, two] = [node(&server, &store).await, node(&server, &store).await];
    let ana = account(&one.domain, "ana").await;
    statuses::connected(&one.domain, ana).await;
    until(|| async { status(&two.domain, ana).await == StatusKind::Online }).await;
    statuses::connected(&two.domain, ana).await;
    // A third node learns it although it came later.
    let three = node(&server, &store).await;
    until(|| async {
        // Nothing to wait for but the answer to its question: an event that comes after it.
        system::preset_settings(&two.domain, |settings| settings.service_settings.site_url.push('x')).await.unwrap();
        three.heard.has("ConfigChanged")
    })
    .await;
    statuses::disconnected(&one.domain, ana).await;
    system::preset_settings(&one.domain, |settings| settings.service_settings.site_url.push('y')).await.unwrap();
    until(|| async { two.domain.settings().service_settings.site_url.ends_with('y') }).await;
    assert_eq!(status(&one.domain, ana).await, StatusKind::Online);
    statuses::disconnected(&two.domain, ana).await;
    for node in [&one, &two, &three] {
        until(|| async { status(&node.domain, ana).await == StatusKind::Offline }).await;
    }
}

#[tokio::test]
async fn who_was_connected_to_a_node_that_dies_is_gone_and_caches_are_doubted() {
    let Some(server) = NatsServer::start().await else { return };
    let store = MemoryStore::default();
    let [one, two] = [node(&server, &store).await, node(&server, &store).await];
    let [ana, ben] = [account(&two.domain, "ana").await, account(&two.domain, "ben").await];
    statuses::connected(&one.domain, ana).await;
    statuses::connected(&two.domain, ben).await;
    until(|| async { status(&two.domain, ana).await == StatusKind::Online }).await;
    one.bus.die();
    until(|| async { status(&two.domain, ana).await == StatusKind::Offline }).await;
    assert!(two.heard.has("doubt") && !two.heard.has("missed"));
    assert_eq!(status(&two.domain, ben).await, StatusKind::Online);
}

#[tokio::test]
async fn a_node_that_says_farewell_is_not_missed() {
    let Some(server) = NatsServer::start().await else { return };
    let store = MemoryStore::default();
    let [one, two] = [node(&server, &store).await, node(&server, &store).await];
    let ana = account(&two.domain, "ana").await;
    statuses::connected(&one.domain, ana).await;
    until(|| async { status(&two.domain, ana).await == StatusKind::Online }).await;
    one.bus.close().await;
    until(|| async { status(&two.domain, ana).await == StatusKind::Offline }).await;
    assert!(!two.heard.has("doubt") && !two.heard.has("missed"));
}

#[tokio::test]
async fn a_node_that_was_cut_off_doubts_its_caches_and_lets_clients_fetch_anew() {
    let Some(mut server) = NatsServer::start().await else { return };
    let store = MemoryStore::default();
    let [one, two] = [node(&server, &store).await, node(&server, &store).await];
    account(&one.domain, "ana").await;
    let token = token(&one.domain, "ana").await;
    caller(&two.domain, &token).await;
    server.kill();
    sign_out(&one.domain, &caller(&one.domain, &token).await).await.unwrap();
    // Told by nobody, and yet not alive for longer than a moment.
    until(|| async { authenticate(&two.domain, &token).await.unwrap().is_none() }).await;
    server.restart().await;
    for node in [&one, &two] {
        until(|| async { node.heard.has("missed") }).await;
    }
    let change = |settings: &mut countersign_server_domain::settings::Settings| {
        settings.service_settings.site_url = "https://again.example.com".to_owned();
    };
    system::preset_settings(&one.domain, change).await.unwrap();
    until(|| async { two.domain.settings().service_settings.site_url == "https://again.example.com" }).await;
}

#[tokio::test]
async fn what_a_newer_node_says_and_is_not_understood_counts_as_missed() {
    let Some(server) = NatsServer::start().await else { return };
    let store = MemoryStore::default();
    let one = node(&server, &store).await;
    let client = countersign_nats::connect(&NatsConfig::new(server.url()), "newer").await.unwrap();
    let say = |text: &'static str| client.publish("countersign.bus", text.into());
    say("rubbish").await.unwrap();
    say(r#"{"node":"newer","number":1,"say":{"Tell":{"WhoIsThere":null}}}"#).await.unwrap();
    say(r#"{"node":"newer","number":2,"extra":1,"say":{"Tell":"WhoIsThere"}}"#).await.unwrap();
    say(r#"{"node":"newer","number":3,"say":{"Tell":{"Telepathy":{"to":"all"}}}}"#).await.unwrap();
    until(|| async { one.heard.has("missed") }).await;
}

#[tokio::test]
async fn a_nats_that_cannot_be_reached_is_an_error() {
    let Some(mut server) = NatsServer::start().await else { return };
    let config = NatsBusConfig::new(NatsConfig::new(server.url()));
    let spaced = NatsBusConfig { prefix: "a b".to_owned(), ..config.clone() };
    assert!(matches!(NatsBus::open(&spaced, &OsRandom).await, Err(OpenError::Prefix)));
    server.kill();
    assert!(matches!(NatsBus::open(&config, &OsRandom).await, Err(OpenError::Connect(_))));
}
