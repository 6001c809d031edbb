//! What belongs to the installation.

use countersign_primitives::RoleId;

use crate::{
    conformance::samples::{NOW, random},
    model::Role,
    ports::store::Store,
};

/// A value that must stay the same is set by the first who asks.
pub async fn values_are_set_once_or_anew(store: &dyn Store) {
    assert_eq!(store.system_value("id").await.unwrap(), None);
    assert_eq!(store.init_system_value("id", "one".to_owned()).await.unwrap(), "one");
    assert_eq!(store.init_system_value("id", "two".to_owned()).await.unwrap(), "one");
    store.set_system_value("id", "three".to_owned()).await.unwrap();
    assert_eq!(store.system_value("id").await.unwrap().as_deref(), Some("three"));
    store.check_health().await.unwrap();
}

/// A value that counts once is taken once, and only by who knows what it is now.
pub async fn values_are_taken_once(store: &dyn Store) {
    store.set_system_value("token", "one".to_owned()).await.unwrap();
    assert!(!store.take_system_value("token", "two").await.unwrap());
    assert!(!store.take_system_value("other", "one").await.unwrap());
    let (first, second) =
        tokio::join!(store.take_system_value("token", "one"), store.take_system_value("token", "one"));
    assert!(first.unwrap() != second.unwrap(), "one of two takes it");
    assert_eq!(store.system_value("token").await.unwrap(), None);
}

/// Seeding never undoes what an administrator changed.
pub async fn roles_are_seeded_once(store: &dyn Store) {
    let role = |permission: &str| Role {
        id: RoleId::generate(random().as_ref()),
        name: "channel_user".to_owned(),
        permissions: [permission.to_owned()].into(),
        display_name: "d".to_owned(),
        description: "e".to_owned(),
        scheme_managed: true,
        built_in: true,
        create_at: NOW,
        update_at: NOW,
    };
    let first = role("read_channel");
    store.seed_roles(vec![first.clone()]).await.unwrap();
    store.seed_roles(vec![role("nothing")]).await.unwrap();
    assert_eq!(store.roles().await.unwrap(), [first]);
}
