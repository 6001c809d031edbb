//! Preferences.

use countersign_primitives::UserId;

use crate::{conformance::samples::user, model::Preference, ports::store::Store};

fn preference(user_id: UserId, category: &str, name: &str, value: &str) -> Preference {
    Preference { user_id, category: category.to_owned(), name: name.to_owned(), value: value.to_owned() }
}

/// A preference has one value.
pub async fn saved_replaced_and_deleted(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let first =
        [preference(ana.id, "b", "", "1"), preference(ana.id, "a", "x", "1"), preference(ben.id, "a", "x", "9")];
    store.save_preferences(first.to_vec()).await.unwrap();
    store.save_preferences(vec![preference(ana.id, "a", "x", "2")]).await.unwrap();
    let own = [preference(ana.id, "a", "x", "2"), preference(ana.id, "b", "", "1")];
    assert_eq!(store.preferences(ana.id).await.unwrap(), own);
    store.delete_preferences(vec![preference(ana.id, "a", "x", ""), preference(ana.id, "none", "", "")]).await.unwrap();
    assert_eq!(store.preferences(ana.id).await.unwrap(), own[1..]);
    assert_eq!(store.preferences(ben.id).await.unwrap().len(), 1);
}

/// One value of many users is read at once.
pub async fn read_for_several_users(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    store.save_preferences(vec![preference(ana.id, "a", "x", "1"), preference(ben.id, "a", "y", "2")]).await.unwrap();
    let found = store.preference_of(&[ana.id, ben.id], "a", "x").await.unwrap();
    assert_eq!(found, [(ana.id, "1".to_owned())]);
}
