//! Accounts.

use countersign_primitives::Secret;
use countersign_server_rules::{
    channel::ChannelKind,
    status::{Presence, PresenceRecord, StatusKind},
};

use crate::{
    conformance::samples::{NOW, at, channel, member, new_user, room, session, user, wipe},
    model::PushKind,
    ports::store::{NameTaken, Page, ProfileChange, SchemeRoles, Store, UserFilter, UserOrder, UserScope},
};

/// Only the first account of an installation gets the first account's roles.
pub async fn first_account_gets_the_first_roles(store: &dyn Store) {
    assert!(!store.has_users().await.unwrap());
    let first = user(store, "ana").await;
    let second = user(store, "ben").await;
    assert_eq!((first.roles.as_str(), second.roles.as_str()), ("system_admin system_user", "system_user"));
    assert!(store.has_users().await.unwrap());
    assert_eq!(store.user(first.id).await.unwrap(), Some(first));
}

/// Neither user names nor addresses are given twice.
pub async fn names_are_unique(store: &dyn Store) {
    user(store, "ana").await;
    let mut same_address = new_user("other");
    "ana@example.com".clone_into(&mut same_address.user.email);
    assert_eq!(store.create_user(new_user("ana")).await.unwrap(), Err(NameTaken::Username));
    assert_eq!(store.create_user(same_address).await.unwrap(), Err(NameTaken::Email));
}

/// Signing in by name or address finds the account.
pub async fn found_by_name_and_address(store: &dyn Store) {
    let ana = user(store, "ana").await;
    for login in ["ana", "ana@example.com"] {
        assert_eq!(store.user_by_login(login).await.unwrap().map(|user| user.id), Some(ana.id), "{login}");
    }
    assert_eq!(store.user_by_login("nobody").await.unwrap(), None);
    assert_eq!(store.users_by_names(&["ana".to_owned(), "nobody".to_owned()]).await.unwrap().len(), 1);
    assert_eq!(store.users_by_ids(&[ana.id]).await.unwrap().len(), 1);
}

/// Wrong passwords are counted until a right one.
pub async fn failed_attempts_are_counted_and_forgotten(store: &dyn Store) {
    let ana = user(store, "ana").await;
    store.count_failed_attempt(ana.id).await.unwrap();
    assert_eq!(store.count_failed_attempt(ana.id).await.unwrap(), 2);
    assert_eq!(store.credentials(ana.id).await.unwrap().unwrap().failed_attempts, 2);
    store.reset_failed_attempts(ana.id).await.unwrap();
    assert_eq!(store.credentials(ana.id).await.unwrap().unwrap().failed_attempts, 0);
    store.count_failed_attempt(ana.id).await.unwrap();
    store.sign_in(session(ana.id, "", 5), 10).await.unwrap();
    assert_eq!(store.credentials(ana.id).await.unwrap().unwrap().failed_attempts, 0);
    assert_eq!(store.user(ana.id).await.unwrap().unwrap().update_at, at(5));
}

/// A new password has its time; the same password hashed anew has not.
pub async fn passwords_are_replaced(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let hash = |text: &str| Secret::new(text.to_owned());
    store.set_password(ana.id, hash("anew"), None).await.unwrap();
    assert_eq!(store.user(ana.id).await.unwrap().unwrap().last_password_update, NOW);
    store.set_password(ana.id, hash("other"), Some(at(9))).await.unwrap();
    assert_eq!(store.user(ana.id).await.unwrap().unwrap().last_password_update, at(9));
    assert!(store.credentials(ana.id).await.unwrap().unwrap().password_hash.matches("other"));
}

/// A change touches what it names and nothing else.
pub async fn profiles_change(store: &dyn Store) {
    let ana = user(store, "ana").await;
    user(store, "ben").await;
    let change = ProfileChange { nickname: Some("A".to_owned()), ..ProfileChange::default() };
    let changed = store.update_user(ana.id, change, at(1)).await.unwrap().unwrap().unwrap();
    let expected = crate::model::User { nickname: "A".to_owned(), update_at: at(1), ..ana.clone() };
    assert_eq!(changed, expected);
    assert_eq!(store.user(ana.id).await.unwrap(), Some(expected.clone()));
    let taken = ProfileChange { username: Some("ben".to_owned()), ..ProfileChange::default() };
    assert_eq!(store.update_user(ana.id, taken, at(2)).await.unwrap(), Some(Err(NameTaken::Username)));
    assert_eq!(store.user(ana.id).await.unwrap(), Some(expected));
}

/// Deactivating is one step: no session is left, and every device is told.
pub async fn deactivation_ends_sessions_and_queues_wipes(store: &dyn Store) {
    let ana = user(store, "ana").await;
    store.sign_in(session(ana.id, "apple_rn-v2:t1", 0), 10).await.unwrap();
    store.sign_in(session(ana.id, "", 1), 10).await.unwrap();
    let (gone, ended) = store.deactivate_user(ana.id, wipe(), at(7)).await.unwrap().unwrap();
    assert_eq!((gone.delete_at, ended.len()), (at(7), 2));
    assert!(store.sessions_of(ana.id).await.unwrap().is_empty());
    let queued = store.take_pushes(10).await.unwrap();
    assert_eq!(queued.len(), 1);
    assert_eq!((queued[0].push.kind, queued[0].push.device_id.as_str()), (PushKind::Wipe, "apple_rn-v2:t1"));
    let back = store.activate_user(ana.id, at(8)).await.unwrap().unwrap();
    assert!(back.is_active());
}

/// Lists are ordered by user name and hold who is asked for.
pub async fn lists_are_filtered_and_paged(store: &dyn Store) {
    let (ana, ben, cy) = (user(store, "ana").await, user(store, "ben").await, user(store, "cy").await);
    let (team, channel) = room(store, &[&ana, &ben]).await;
    store.deactivate_user(ben.id, wipe(), NOW).await.unwrap();
    let list = async |scope: UserScope, active, page: Page| {
        let filter = UserFilter { active, ..UserFilter::of(scope, page) };
        store.users(filter).await.unwrap().into_iter().map(|user| user.id).collect::<Vec<_>>()
    };
    let all = Page { number: 0, size: 10 };
    let scope = UserScope::default();
    assert_eq!(list(scope, None, all).await, [ana.id, ben.id, cy.id]);
    assert_eq!(list(scope, Some(true), all).await, [ana.id, cy.id]);
    assert_eq!(list(scope, Some(false), all).await, [ben.id]);
    assert_eq!(list(scope, None, Page { number: 1, size: 2 }).await, [cy.id]);
    assert_eq!(list(UserScope { in_team: Some(team.id), ..scope }, None, all).await, [ana.id, ben.id]);
    assert_eq!(list(UserScope { not_in_team: Some(team.id), ..scope }, None, all).await, [cy.id]);
    assert_eq!(list(UserScope { in_channel: Some(channel.id), ..scope }, Some(true), all).await, [ana.id]);
    assert_eq!(list(UserScope { not_in_channel: Some(channel.id), ..scope }, None, all).await, [cy.id]);
    assert_eq!(list(UserScope { without_team: true, ..scope }, None, all).await, [cy.id]);
    let count = UserFilter { active: Some(true), ..UserFilter::of(scope, Page { number: 7, size: 1 }) };
    assert_eq!(store.count_users(count.clone()).await.unwrap(), 2);
    for (roles, expected) in [(vec!["system_guest"], 0), (vec!["system_guest", "system_user"], 2)] {
        let roles = roles.into_iter().map(str::to_owned).collect();
        assert_eq!(store.count_users(UserFilter { roles, ..count.clone() }).await.unwrap(), expected);
    }
}

/// Lists stand in the order that is asked for.
pub async fn lists_are_ordered(store: &dyn Store) {
    let (ana, ben, cy) = (user(store, "ana").await, user(store, "ben").await, user(store, "cy").await);
    let (_, channel) = room(store, &[&ana, &ben, &cy]).await;
    let roles = SchemeRoles { guest: false, user: true, admin: true };
    store.set_channel_roles(channel.id, cy.id, roles, NOW).await.unwrap().unwrap();
    let presence = |status, seconds| PresenceRecord {
        presence: Presence { status, last_activity_at: at(seconds), ..Presence::default() },
        ..PresenceRecord::default()
    };
    let statuses = vec![(ben.id, presence(StatusKind::Online, 1)), (cy.id, presence(StatusKind::Away, 2))];
    store.save_statuses(statuses).await.unwrap();
    let list = async |order| {
        let scope = UserScope { in_channel: Some(channel.id), ..UserScope::default() };
        let filter = UserFilter { order, ..UserFilter::of(scope, Page { number: 0, size: 3 }) };
        store.users(filter).await.unwrap().into_iter().map(|user| user.id).collect::<Vec<_>>()
    };
    assert_eq!(list(UserOrder::Name).await, [ana.id, ben.id, cy.id]);
    assert_eq!(list(UserOrder::Active).await, [cy.id, ben.id, ana.id]);
    assert_eq!(list(UserOrder::Presence).await, [ben.id, cy.id, ana.id]);
    assert_eq!(list(UserOrder::Administrators).await, [cy.id, ana.id, ben.id]);
    assert_eq!(list(UserOrder::Newest).await.len(), 3);
}

/// Whoever shares a channel with somebody is known to him, once.
pub async fn people_of_shared_channels_are_known(store: &dyn Store) {
    let (ana, ben, cy) = (user(store, "ana").await, user(store, "ben").await, user(store, "cy").await);
    room(store, &[&ana, &ben]).await;
    let direct = channel(None, ChannelKind::Direct, "both");
    let members = vec![member(direct.id, ana.id), member(direct.id, ben.id)];
    store.direct_channel(direct, members).await.unwrap();
    assert_eq!(store.known_users(ana.id).await.unwrap(), [ben.id]);
    assert!(store.known_users(cy.id).await.unwrap().is_empty());
}

/// Signs that mean something to a database mean themselves.
pub async fn prefixes_are_taken_literally(store: &dyn Store) {
    let ana = user(store, "ana_b").await;
    user(store, "anab").await;
    let page = Page { number: 0, size: 10 };
    let find = async |prefix: &str, search_emails| {
        let prefixes = vec![prefix.to_owned()];
        let filter = UserFilter { prefixes, search_emails, ..UserFilter::of(UserScope::default(), page) };
        store.users(filter).await.unwrap().into_iter().map(|user| user.id).collect::<Vec<_>>()
    };
    assert_eq!(find("ana_", false).await, [ana.id]);
    assert_eq!(find("%", false).await, []);
    assert_eq!(find("ana_b@", false).await, []);
    assert_eq!(find("ana_b@", true).await, [ana.id]);
    assert_eq!(find("an", false).await.len(), 2);
    let named = ProfileChange { first_name: Some("Zed".to_owned()), ..ProfileChange::default() };
    store.update_user(ana.id, named, NOW).await.unwrap().unwrap().unwrap();
    for (search_full_names, count) in [(true, 1), (false, 0)] {
        let prefixes = ["ze", "ana"].map(str::to_owned).to_vec();
        let filter = UserFilter { prefixes, search_full_names, ..UserFilter::of(UserScope::default(), page) };
        assert_eq!(store.count_users(filter).await.unwrap(), count);
    }
}
