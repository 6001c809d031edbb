//! What every outbox must do, as functions for the tests of each adapter.

use std::time::Duration;

use countersign_primitives::{SequenceRandom, TimestampMs};
use countersign_wire_push::{PushMessage, PushTransport, PushType};

use crate::{Outbox, Push};

/// A push to a lane, different for each number.
pub fn sample(lane: &str, number: u64, kind: PushType) -> Push {
    let message = PushMessage {
        ack_id: format!("{number:026}"),
        platform: format!("{lane}-v2"),
        server_id: "server".to_owned(),
        device_id: format!("{number:064x}"),
        message: "Grüße, \u{1f44b} \"you\"".to_owned(),
        badge: -1,
        kind,
        token_registered_at: Some(TimestampMs(7)),
        ..PushMessage::default()
    };
    let now = TimestampMs(1_700_000_000_000 + i64::try_from(number).unwrap_or(0));
    Push::new(message, now, Duration::from_hours(100_000), &SequenceRandom::new(number))
}

const LATER: TimestampMs = TimestampMs(1_800_000_000_000);

/// Runs the whole suite against a fresh, empty outbox.
///
/// # Panics
/// When the outbox does not keep a promise of [`Outbox`].
pub async fn run(outbox: &dyn Outbox) {
    gives_back_what_it_was_given(outbox).await;
    claims_once(outbox).await;
    keeps_lanes_apart(outbox).await;
    gives_the_most_urgent_first(outbox).await;
    waits_until_due(outbox).await;
    leaves_claimed_pushes_alone(outbox).await;
    lets_callers_take_turns(outbox).await;
    lets_the_older_of_two_badges_give_way(outbox).await;
    lets_a_released_badge_give_way_to_a_newer_one(outbox).await;
    is_empty_in_the_end(outbox).await;
}

async fn gives_back_what_it_was_given(outbox: &dyn Outbox) {
    let push = sample("lane", 1, PushType::Message);
    outbox.append(&push, false).await.expect("there is room");
    let claimed = outbox.claim("lane", LATER, 10).await.expect("it can be read");
    assert_eq!(claimed.iter().map(|claimed| &claimed.push).collect::<Vec<_>>(), [&push]);
    assert_eq!(claimed[0].failures, 0);
    outbox.finish(push.id);
    assert_eq!(outbox.depth().pushes, 0);
}

async fn claims_once(outbox: &dyn Outbox) {
    let push = sample("lane", 2, PushType::Message);
    outbox.append(&push, false).await.expect("there is room");
    assert_eq!(outbox.claim("lane", LATER, 10).await.expect("it can be read").len(), 1);
    assert!(outbox.claim("lane", LATER, 10).await.expect("it can be read").is_empty());
    assert_eq!(outbox.depth().pushes, 1);
    assert!(outbox.holds(push.id));
    outbox.finish(push.id);
    assert!(!outbox.holds(push.id));
    outbox.finish(push.id);
    assert_eq!(outbox.depth().pushes, 0);
}

async fn keeps_lanes_apart(outbox: &dyn Outbox) {
    let [a, b] = [sample("a", 3, PushType::Message), sample("b", 4, PushType::Message)];
    outbox.append(&a, false).await.expect("there is room");
    outbox.append(&b, false).await.expect("there is room");
    let claimed = outbox.claim("a", LATER, 10).await.expect("it can be read");
    assert_eq!(claimed.iter().map(|claimed| claimed.push.id).collect::<Vec<_>>(), [a.id]);
    assert_eq!(outbox.next_due("a"), None);
    assert!(outbox.next_due("b").is_some());
    assert_eq!(outbox.lanes(), ["a", "b"]);
    outbox.claim("b", LATER, 10).await.expect("it can be read");
    outbox.finish(a.id);
    outbox.finish(b.id);
}

async fn gives_the_most_urgent_first(outbox: &dyn Outbox) {
    let silent = sample("lane", 5, PushType::Clear);
    let message = sample("lane", 6, PushType::Message);
    let mut call = PushMessage::clone(&sample("lane", 7, PushType::Message).message);
    call.transport = PushTransport::Voip;
    let call = Push::new(call, TimestampMs(1), Duration::from_secs(30), &SequenceRandom::new(1));
    for push in [&silent, &message, &call] {
        outbox.append(push, false).await.expect("there is room");
    }
    let mut order = Vec::new();
    for _ in 0..3 {
        let claimed = outbox.claim("lane", LATER, 1).await.expect("it can be read");
        order.extend(claimed.into_iter().map(|claimed| claimed.push.id));
    }
    assert_eq!(order, [call.id, message.id, silent.id]);
    for id in order {
        outbox.finish(id);
    }
}

async fn waits_until_due(outbox: &dyn Outbox) {
    let push = sample("lane", 8, PushType::Message);
    outbox.append(&push, false).await.expect("there is room");
    outbox.claim("lane", LATER, 1).await.expect("it can be read");
    let due = LATER + Duration::from_secs(10);
    outbox.release(push.id, due, 3);
    assert_eq!(outbox.next_due("lane"), Some(due));
    assert!(outbox.claim("lane", LATER, 1).await.expect("it can be read").is_empty());
    let claimed = outbox.claim("lane", due, 1).await.expect("it can be read");
    assert_eq!((claimed.len(), claimed[0].failures), (1, 3));
    outbox.finish(push.id);
}

async fn leaves_claimed_pushes_alone(outbox: &dyn Outbox) {
    let push = sample("lane", 9, PushType::Message);
    outbox.append(&push, true).await.expect("there is room");
    assert!(outbox.claim("lane", LATER, 1).await.expect("it can be read").is_empty());
    outbox.release(push.id, TimestampMs::ZERO, 1);
    assert_eq!(outbox.claim("lane", LATER, 1).await.expect("it can be read").len(), 1);
    outbox.finish(push.id);
}

async fn lets_callers_take_turns(outbox: &dyn Outbox) {
    let mut appended = Vec::new();
    for (number, server) in [(20, "a"), (21, "a"), (22, "a"), (23, "a"), (24, "b"), (25, "b"), (26, "c")] {
        let mut message = PushMessage::clone(&sample("lane", number, PushType::Message).message);
        server.clone_into(&mut message.server_id);
        let now = TimestampMs(1_700_000_000_000 + i64::try_from(number).unwrap_or(0));
        let push = Push::new(message, now, Duration::from_hours(100_000), &SequenceRandom::new(number));
        outbox.append(&push, false).await.expect("there is room");
        appended.push(push);
    }
    let mut servers = String::new();
    for _ in 0..appended.len() {
        for claimed in outbox.claim("lane", LATER, 1).await.expect("it can be read") {
            servers.push_str(&claimed.push.message.server_id);
            outbox.finish(claimed.push.id);
        }
    }
    let first: String = servers.chars().take(3).collect();
    assert!(["abc", "acb", "bac", "bca", "cab", "cba"].contains(&first.as_str()), "{servers}");
    assert!(servers.ends_with("aa"), "{servers}");
}

/// A number on the icon of one device, told at a moment.
fn badge(number: u64, at: i64) -> Push {
    let message = PushMessage {
        ack_id: format!("badge{number:021}"),
        platform: "lane-v2".to_owned(),
        server_id: "server".to_owned(),
        device_id: "d".repeat(64),
        kind: PushType::UpdateBadge,
        ..PushMessage::default()
    };
    let now = TimestampMs(1_700_000_000_000 + at);
    Push::new(message, now, Duration::from_hours(100_000), &SequenceRandom::new(number))
}

async fn lets_the_older_of_two_badges_give_way(outbox: &dyn Outbox) {
    let (old, new, oldest) = (badge(1, 10), badge(2, 20), badge(3, 5));
    assert_eq!(outbox.append(&old, false).await, Ok(None));
    assert_eq!(outbox.append(&new, false).await, Ok(Some(old.id)));
    assert_eq!(outbox.append(&oldest, false).await, Ok(Some(oldest.id)));
    assert!(!outbox.holds(old.id) && !outbox.holds(oldest.id));
    let claimed = outbox.claim("lane", LATER, 10).await.expect("it can be read");
    assert_eq!(claimed.iter().map(|claimed| claimed.push.id).collect::<Vec<_>>(), [new.id]);
    outbox.finish(new.id);
}

async fn lets_a_released_badge_give_way_to_a_newer_one(outbox: &dyn Outbox) {
    let (old, new) = (badge(4, 10), badge(5, 20));
    assert_eq!(outbox.append(&old, true).await, Ok(None));
    assert_eq!(outbox.append(&new, false).await, Ok(None));
    assert!(outbox.holds(old.id), "what is being sent is left alone");
    assert_eq!(outbox.release(old.id, TimestampMs::ZERO, 1), Some(old.id));
    let claimed = outbox.claim("lane", LATER, 10).await.expect("it can be read");
    assert_eq!(claimed.iter().map(|claimed| claimed.push.id).collect::<Vec<_>>(), [new.id]);
    assert_eq!(outbox.release(new.id, TimestampMs::ZERO, 1), None);
    assert_eq!(outbox.claim("lane", LATER, 10).await.expect("it can be read").len(), 1);
    assert_eq!(outbox.append(&badge(4, 10), false).await, Ok(None));
    assert_eq!(outbox.release(new.id, TimestampMs::ZERO, 1), Some(old.id), "the newer one comes back");
    outbox.finish(new.id);
    assert_eq!(outbox.append(&badge(6, 30), false).await, Ok(None));
    outbox.finish(badge(6, 30).id);
}

async fn is_empty_in_the_end(outbox: &dyn Outbox) {
    assert_eq!(outbox.depth().pushes, 0);
    assert!(outbox.lanes().is_empty());
    assert!(outbox.claim("lane", LATER, 1).await.expect("it can be read").is_empty());
}
