//! The outbox in a real NATS: conformance, sharing, taking over, outages.

#![allow(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

use std::{future::Future, sync::Arc, time::Duration};

use countersign_dispatch::{Outbox, OutboxError, PushId, conformance, conformance::sample};
use countersign_loopback::service::NatsServer;
use countersign_nats::NatsConfig;
use countersign_primitives::TimestampMs;
use countersign_push_outbox_nats::{NatsOutbox, NatsOutboxConfig, OpenError};
use countersign_system::{OsRandom, SystemClock};
use countersign_wire_push::PushType;
use tokio::time::{sleep, timeout};

const LATER: TimestampMs = TimestampMs(1_800_000_000_000);
/// Long enough for a busy machine, short enough to wait for.
const LEASE: Duration = Duration::from_secs(3);

fn config(server: &NatsServer) -> NatsOutboxConfig {
    NatsOutboxConfig { lease: LEASE, ..NatsOutboxConfig::new(NatsConfig::new(server.url())) }
}

async fn open_with(config: NatsOutboxConfig) -> NatsOutbox {
    NatsOutbox::open(config, Arc::new(SystemClock::new()), &OsRandom).await.unwrap()
}

async fn open(server: &NatsServer) -> NatsOutbox {
    open_with(config(server)).await
}

async fn append(outbox: &NatsOutbox, number: u64) -> PushId {
    let push = sample("lane", number, PushType::Message);
    outbox.append(&push, false).await.unwrap();
    push.id
}

async fn claim(outbox: &NatsOutbox) -> Vec<PushId> {
    let claimed = outbox.claim("lane", LATER, 1000).await.unwrap();
    claimed.into_iter().map(|claimed| claimed.push.id).collect()
}

async fn until<F: Future<Output = bool>>(what: impl Fn() -> F) {
    let seen = timeout(Duration::from_secs(30), async {
        while !what().await {
            sleep(Duration::from_millis(10)).await;
        }
    });
    seen.await.expect("it should have happened within 30 s");
}

async fn until_depth(outbox: &NatsOutbox, pushes: usize) {
    until(|| async { outbox.depth().pushes == pushes }).await;
}

#[tokio::test]
async fn the_outbox_conforms() {
    let Some(server) = NatsServer::start().await else { return };
    conformance::run(&open(&server).await).await;
}

#[tokio::test]
async fn what_a_living_gateway_has_is_its_own() {
    let Some(server) = NatsServer::start().await else { return };
    let [one, two] = [open(&server).await, open(&server).await];
    append(&one, 1).await;
    append(&two, 2).await;
    // Longer than leases run without being renewed.
    sleep(LEASE * 2).await;
    assert_eq!((one.depth().pushes, two.depth().pushes), (1, 1));
    assert_eq!(claim(&one).await, [sample("lane", 1, PushType::Message).id]);
}

#[tokio::test]
async fn what_a_closed_gateway_leaves_is_taken_over_at_once_and_what_it_finished_is_not() {
    let Some(server) = NatsServer::start().await else { return };
    let [one, two] = [open(&server).await, open(&server).await];
    let mut ids = Vec::new();
    for number in 0..20 {
        ids.push(append(&one, number).await);
    }
    assert_eq!(claim(&one).await.len(), 20);
    for id in &ids[..3] {
        one.finish(*id);
    }
    one.close().await;
    until_depth(&two, 17).await;
    assert_eq!(claim(&two).await, ids[3..]);
    for id in &ids[3..] {
        two.finish(*id);
    }
    two.close().await;
    let three = open(&server).await;
    append(&three, 99).await;
    sleep(LEASE).await;
    assert_eq!(three.depth().pushes, 1, "something finished came back");
}

#[tokio::test]
async fn what_a_gateway_that_died_had_accepted_is_taken_over_by_one_other() {
    let Some(server) = NatsServer::start().await else { return };
    let [one, two, three] = [open(&server).await, open(&server).await, open(&server).await];
    // More than one reading takes.
    let appends = (0..1200).map(|number| append(&one, number));
    futures_util::future::join_all(appends).await;
    drop(one);
    until(|| async { two.depth().pushes + three.depth().pushes == 1200 }).await;
    assert_eq!(two.depth().pushes.min(three.depth().pushes), 0);
}

#[tokio::test]
async fn a_push_accepted_twice_is_stored_once() {
    let Some(server) = NatsServer::start().await else { return };
    let one = open(&server).await;
    append(&one, 1).await;
    append(&one, 1).await;
    assert_eq!((one.depth().pushes, claim(&one).await.len()), (1, 1));
    one.close().await;
    let two = open(&server).await;
    until_depth(&two, 1).await;
}

#[tokio::test]
async fn while_nats_is_gone_nothing_is_accepted_and_afterwards_everything_is_there() {
    let Some(mut server) = NatsServer::start().await else { return };
    let outbox = open(&server).await;
    let id = append(&outbox, 1).await;
    server.kill();
    let refused = outbox.append(&sample("lane", 2, PushType::Message), false).await;
    assert!(matches!(refused, Err(OutboxError::Store(_))), "{refused:?}");
    assert!(outbox.claim("lane", LATER, 10).await.is_err());
    server.restart().await;
    until(|| async { outbox.append(&sample("lane", 3, PushType::Message), false).await.is_ok() }).await;
    // It may be a moment yet until everything is within reach again.
    let claimed = parking_lot::Mutex::new(Vec::new());
    let claim_rest = || async {
        let more = outbox.claim("lane", LATER, 1000).await.unwrap_or_default();
        claimed.lock().extend(more.into_iter().map(|claimed| claimed.push.id));
        claimed.lock().contains(&id)
    };
    until(claim_rest).await;
    let ids = claimed.into_inner();
    assert!(ids.contains(&id) && !ids.contains(&sample("lane", 2, PushType::Message).id), "{ids:?}");
}

#[tokio::test]
async fn a_gateway_that_was_cut_off_takes_up_its_own_work() {
    let Some(mut server) = NatsServer::start().await else { return };
    let [one, two] = [open(&server).await, open(&server).await];
    let id = append(&one, 1).await;
    server.kill();
    sleep(LEASE * 2).await;
    server.restart().await;
    until(|| async { one.claim("lane", LATER, 0).await.is_ok() && two.claim("lane", LATER, 0).await.is_ok() }).await;
    assert_eq!((one.depth().pushes, two.depth().pushes), (1, 0));
    assert_eq!(claim(&one).await, [id]);
}

#[tokio::test]
async fn the_number_of_all_gateways_together_is_bounded() {
    let Some(server) = NatsServer::start().await else { return };
    let few = || open_with(NatsOutboxConfig { most_pushes: 2, ..config(&server) });
    let [one, two] = [few().await, few().await];
    append(&one, 1).await;
    let second = append(&one, 2).await;
    for full in [&one, &two] {
        let refused = full.append(&sample("lane", 3, PushType::Message), false).await;
        assert!(matches!(refused, Err(OutboxError::Full { .. })), "{refused:?}");
    }
    one.finish(second);
    until(|| async { two.append(&sample("lane", 3, PushType::Message), false).await.is_ok() }).await;
}

#[tokio::test]
async fn bytes_are_bounded() {
    let Some(server) = NatsServer::start().await else { return };
    let outbox = open_with(NatsOutboxConfig { most_bytes: 3000, ..config(&server) }).await;
    let mut refused = Ok(None);
    for number in 0..20 {
        refused = refused.and(outbox.append(&sample("lane", number, PushType::Message), false).await);
    }
    assert!(matches!(refused, Err(OutboxError::Full { .. })), "{refused:?}");
    assert!(outbox.depth().pushes > 3);
}

#[tokio::test]
async fn a_push_whose_sender_went_away_while_it_was_stored_is_there_for_others() {
    let Some(server) = NatsServer::start().await else { return };
    let outbox = open(&server).await;
    let push = sample("lane", 1, PushType::Message);
    {
        let append = std::pin::pin!(outbox.append(&push, true));
        let mut once = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(append.poll(&mut once).is_pending());
    }
    until(|| async { claim(&outbox).await == [push.id] }).await;
}

#[tokio::test]
async fn a_nats_without_jetstream_or_with_too_few_servers_is_an_error_that_says_so() {
    let Some(server) = NatsServer::start().await else { return };
    let clock = Arc::new(SystemClock::new());
    let replicated = NatsOutboxConfig { replicas: 3, ..config(&server) };
    let refused = NatsOutbox::open(replicated, clock.clone(), &OsRandom).await.unwrap_err();
    assert!(refused.to_string().contains("replicas"), "{refused}");
    let named = NatsOutboxConfig { stream: "a.b".to_owned(), ..config(&server) };
    assert!(matches!(NatsOutbox::open(named, clock, &OsRandom).await, Err(OpenError::Name)));
}
