//! Second factors.

use countersign_primitives::{Secret, UserId};

use crate::{
    conformance::samples::{at, random, user},
    ports::store::Store,
};

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

/// A secret waits until it is activated, and only the one that waits can be.
pub async fn factors_wait_until_they_are_activated(store: &dyn Store) {
    let ana = user(store, "ana").await;
    assert!(store.second_factor(ana.id).await.unwrap().is_none());
    store.offer_second_factor(ana.id, secret("one")).await.unwrap();
    store.offer_second_factor(ana.id, secret("two")).await.unwrap();
    assert_eq!(store.activate_second_factor(ana.id, secret("one"), vec![1], at(1)).await.unwrap(), None);
    assert!(!store.user(ana.id).await.unwrap().unwrap().mfa_active);
    let active = store.activate_second_factor(ana.id, secret("two"), vec![7], at(2)).await.unwrap().unwrap();
    assert_eq!((active.mfa_active, active.update_at), (true, at(2)));
    assert_eq!(store.user(ana.id).await.unwrap(), Some(active));
    store.offer_second_factor(ana.id, secret("three")).await.unwrap();
    let factor = store.second_factor(ana.id).await.unwrap().unwrap();
    assert_eq!((factor.secret.expose().as_str(), factor.pending.expose().as_str()), ("two", "three"));
    assert_eq!(factor.used, [7]);
    let nobody = UserId::generate(random().as_ref());
    assert_eq!(store.activate_second_factor(nobody, secret(""), Vec::new(), at(3)).await.unwrap(), None);
    let removed = store.remove_second_factor(ana.id, at(4)).await.unwrap().unwrap();
    assert!(!removed.mfa_active);
    assert!(store.second_factor(ana.id).await.unwrap().is_none());
    assert_eq!(store.remove_second_factor(nobody, at(5)).await.unwrap(), None);
}

/// Of two who use the same code at once one is late.
pub async fn codes_are_used_once(store: &dyn Store) {
    let ana = user(store, "ana").await;
    assert!(!store.use_second_factor(ana.id, Vec::new(), vec![1]).await.unwrap());
    store.offer_second_factor(ana.id, secret("one")).await.unwrap();
    store.activate_second_factor(ana.id, secret("one"), vec![1], at(1)).await.unwrap().unwrap();
    assert!(store.use_second_factor(ana.id, vec![1], vec![1, 2]).await.unwrap());
    assert!(!store.use_second_factor(ana.id, vec![1], vec![1, 2]).await.unwrap());
    assert_eq!(store.second_factor(ana.id).await.unwrap().unwrap().used, [1, 2]);
}
