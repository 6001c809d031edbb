//! Sessions and devices.

use std::time::Duration;

use countersign_primitives::ChannelId;

use crate::{
    conformance::samples::{NOW, at, random, room, session, user, wipe},
    model::{PushKind, TokenHash},
    ports::store::{DeviceAttachment, SessionSelection, Store, Wipe},
};

/// A session is found by its token's hash.
pub async fn found_by_hash_only(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let made = session(ana.id, "", 0);
    store.sign_in(made.clone(), 10).await.unwrap();
    assert_eq!(store.session_by_hash(made.token_hash).await.unwrap(), Some(made.clone()));
    assert_eq!(store.session(made.id).await.unwrap(), Some(made));
    assert_eq!(store.session_by_hash(TokenHash::of("other")).await.unwrap(), None);
}

/// A device's second sign-in takes the place of the first; other people on the device are untouched.
pub async fn one_device_has_one_session(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let first = session(ana.id, "apple_rn-v2:t", 0);
    store.sign_in(first.clone(), 10).await.unwrap();
    store.sign_in(session(ben.id, "apple_rn-v2:t", 1), 10).await.unwrap();
    let ended = store.sign_in(session(ana.id, "apple_rn-v2:t", 2), 10).await.unwrap();
    assert_eq!(ended.iter().map(|session| session.id).collect::<Vec<_>>(), [first.id]);
    assert_eq!(store.sessions_of(ana.id).await.unwrap().len(), 1);
    assert_eq!(store.sessions_of(ben.id).await.unwrap().len(), 1);
    assert!(store.take_pushes(10).await.unwrap().is_empty());
}

/// At the cap the least recently used session ends.
pub async fn the_cap_ends_the_least_used(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let sessions = [session(ana.id, "", 0), session(ana.id, "", 1)];
    for session in &sessions {
        store.sign_in(session.clone(), 2).await.unwrap();
    }
    store.touch_session(sessions[0].id, at(50), None).await.unwrap();
    let ended = store.sign_in(session(ana.id, "", 60), 2).await.unwrap();
    assert_eq!(ended.iter().map(|session| session.id).collect::<Vec<_>>(), [sessions[1].id]);
    let left: Vec<_> = store.sessions_of(ana.id).await.unwrap();
    assert_eq!((left.len(), left[1].id), (2, sessions[0].id));
}

/// Attaching a device ends the user's other session on it.
pub async fn attaching_moves_a_device(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (old, new) = (session(ana.id, "apple_rn-v2:t", 0), session(ana.id, "", 1));
    store.sign_in(old.clone(), 10).await.unwrap();
    store.sign_in(new.clone(), 10).await.unwrap();
    let attachment = DeviceAttachment {
        session_id: new.id,
        user_id: ana.id,
        device_id: "apple_rn-v2:t".to_owned(),
        at: at(5),
        expires_at: at(9),
    };
    let ended = store.attach_device(attachment).await.unwrap();
    assert_eq!(ended.iter().map(|session| session.id).collect::<Vec<_>>(), [old.id]);
    let attached = store.session(new.id).await.unwrap().unwrap();
    assert_eq!((attached.device_id.as_str(), attached.expires_at), ("apple_rn-v2:t", at(9)));
    let devices = store.devices_of(&[ana.id]).await.unwrap();
    let (_, channel) = room(store, &[&ana]).await;
    assert_eq!(store.devices_in(channel.id).await.unwrap(), devices);
    let elsewhere = ChannelId::generate(random().as_ref());
    assert!(store.devices_in(elsewhere).await.unwrap().is_empty());
    assert_eq!(devices.iter().map(|device| device.session_id).collect::<Vec<_>>(), [new.id]);
}

/// When a device was attached is told: at sign-in, or since, also when the device stayed the same.
pub async fn devices_know_since_when(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let made = session(ana.id, "a:1", 4);
    store.sign_in(made.clone(), 10).await.unwrap();
    store.sign_in(session(ana.id, "", 5), 10).await.unwrap();
    let since = async || {
        let devices = store.devices_of(&[ana.id]).await.unwrap();
        let holders = store.holders_of("a:1".to_owned()).await.unwrap();
        assert_eq!(devices, holders);
        devices.iter().map(|device| device.attached_at).collect::<Vec<_>>()
    };
    assert_eq!(since().await, [at(4)]);
    let attachment = DeviceAttachment {
        session_id: made.id,
        user_id: ana.id,
        device_id: made.device_id.clone(),
        at: at(7),
        expires_at: at(9),
    };
    store.attach_device(attachment).await.unwrap();
    assert_eq!(since().await, [at(7)]);
}

/// Who ends sessions says which, and whether devices are told.
pub async fn ending_queues_wipes_for_devices(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let sessions = [session(ana.id, "a:1", 0), session(ana.id, "a:2", 1), session(ana.id, "", 2)];
    for session in &sessions {
        store.sign_in(session.clone(), 10).await.unwrap();
    }
    let one = store.end_sessions(SessionSelection::One(sessions[0].id), Wipe::Silently, NOW).await.unwrap();
    assert_eq!((one.len(), one[0].token_hash), (1, sessions[0].token_hash));
    assert!(store.take_pushes(10).await.unwrap().is_empty());
    let others = SessionSelection::Others { user_id: ana.id, except: sessions[2].id };
    assert_eq!(store.end_sessions(others, wipe(), NOW).await.unwrap().len(), 1);
    let queued = store.take_pushes(10).await.unwrap();
    assert_eq!((queued.len(), queued[0].push.kind, queued[0].push.device_id.as_str()), (1, PushKind::Wipe, "a:2"));
    assert_eq!(store.end_sessions(SessionSelection::Everybody, wipe(), NOW).await.unwrap().len(), 1);
    assert!(store.sessions_of(ana.id).await.unwrap().is_empty());
}

/// An expired session with a device is announced once, and not when it expired long ago.
pub async fn expiry_is_announced_once(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let mut sessions = [session(ana.id, "a:1", 0), session(ana.id, "a:2", 0), session(ana.id, "", 0)];
    sessions[0].expires_at = at(-10);
    sessions[1].expires_at = at(-5_000_000);
    sessions[2].expires_at = at(-10);
    for session in &sessions {
        store.sign_in(session.clone(), 10).await.unwrap();
    }
    let window = Duration::from_hours(1);
    assert_eq!(store.announce_expired_sessions(NOW, window, random()).await.unwrap(), 1);
    assert_eq!(store.announce_expired_sessions(NOW, window, random()).await.unwrap(), 0);
    let queued = store.take_pushes(10).await.unwrap();
    assert_eq!((queued.len(), queued[0].push.kind), (1, PushKind::SessionExpired));
    assert!(store.session(sessions[0].id).await.unwrap().unwrap().expired_notify);
}

/// Sessions that expired long ago go away; those that never expire stay.
pub async fn old_sessions_are_removed(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let mut sessions = [session(ana.id, "", 0), session(ana.id, "", 1)];
    sessions[0].expires_at = at(-10);
    sessions[1].expires_at = countersign_primitives::TimestampMs::ZERO;
    for session in &sessions {
        store.sign_in(session.clone(), 10).await.unwrap();
    }
    let removed = store.remove_expired_sessions(NOW).await.unwrap();
    assert_eq!(removed.iter().map(|session| session.id).collect::<Vec<_>>(), [sessions[0].id]);
    assert_eq!(store.sessions_of(ana.id).await.unwrap().len(), 1);
}

/// Two requests may note activity in any order; properties are added to.
pub async fn touching_never_goes_back(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let made = session(ana.id, "", 0);
    store.sign_in(made.clone(), 10).await.unwrap();
    store.touch_session(made.id, at(20), Some(at(99))).await.unwrap();
    store.touch_session(made.id, at(10), None).await.unwrap();
    store.set_session_props(made.id, vec![("mobile_version".to_owned(), "2.0.0".to_owned())]).await.unwrap();
    let touched = store.session(made.id).await.unwrap().unwrap();
    assert_eq!((touched.last_activity_at, touched.expires_at), (at(20), at(99)));
    assert_eq!((touched.prop("csrf"), touched.prop("mobile_version")), (Some("x"), Some("2.0.0")));
}

/// A device that the gateway called dead is known as such until another takes its place.
pub async fn parked_devices_are_told(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let made = session(ana.id, "a:1", 0);
    store.sign_in(made.clone(), 10).await.unwrap();
    assert!(store.devices_of(&[ana.id]).await.unwrap()[0].is_reachable(NOW));
    let holders = store.holders_of("a:1".to_owned()).await.unwrap();
    assert_eq!(holders.iter().map(|device| device.session_id).collect::<Vec<_>>(), [made.id]);
    assert_eq!(store.holders_of("a:2".to_owned()).await.unwrap(), []);
    store.park_device(made.id, "a:1".to_owned()).await.unwrap();
    assert!(!store.devices_of(&[ana.id]).await.unwrap()[0].is_reachable(NOW));
    assert_eq!(store.session(made.id).await.unwrap().unwrap().prop("last_removed_device_id"), Some("a:1"));
    let attachment = DeviceAttachment {
        session_id: made.id,
        user_id: ana.id,
        device_id: "a:2".to_owned(),
        at: at(3),
        expires_at: at(9),
    };
    store.attach_device(attachment).await.unwrap();
    assert!(store.devices_of(&[ana.id]).await.unwrap()[0].is_reachable(NOW));
}
