//! Incoming webhooks.

use countersign_primitives::HookId;

use crate::{
    conformance::samples::{NOW, at, random, room, user},
    model::{Channel, IncomingHook, User},
    ports::store::{HookFilter, Page, Store},
};

fn hook(user: &User, channel: &Channel) -> IncomingHook {
    IncomingHook {
        id: HookId::generate(random().as_ref()),
        create_at: NOW,
        update_at: NOW,
        user_id: user.id,
        channel_id: channel.id,
        team_id: channel.team_id.unwrap(),
        display_name: "Hook".to_owned(),
        description: String::new(),
        username: String::new(),
        icon_url: String::new(),
        channel_locked: false,
    }
}

/// Hooks are listed by team and user, changed but for who made them when, and gone when deleted.
pub async fn hooks_change_and_go(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (team, channel) = room(store, &[&ana, &ben]).await;
    let mut of_ana = [hook(&ana, &channel), hook(&ana, &channel)];
    of_ana.sort_by_key(|hook| hook.id);
    let of_ben = hook(&ben, &channel);
    for hook in of_ana.iter().chain([&of_ben]) {
        store.add_hook(hook.clone()).await.unwrap();
    }
    let by_ana = HookFilter { team_id: Some(team.id), user_id: Some(ana.id) };
    let list = |filter, number, size| store.hooks(filter, Page { number, size });
    assert_eq!(list(by_ana, 0, 10).await.unwrap(), of_ana);
    assert_eq!(list(by_ana, 1, 1).await.unwrap(), &of_ana[1..]);
    assert_eq!(store.count_hooks(HookFilter::default()).await.unwrap(), 3);
    let change = IncomingHook {
        create_at: at(9),
        update_at: at(5),
        user_id: ana.id,
        display_name: "Other".to_owned(),
        username: "u".to_owned(),
        icon_url: "i".to_owned(),
        channel_locked: true,
        ..of_ben.clone()
    };
    assert!(store.update_hook(change.clone()).await.unwrap());
    let changed = IncomingHook { create_at: NOW, user_id: ben.id, ..change };
    assert_eq!(store.hook(of_ben.id).await.unwrap(), Some(changed.clone()));
    assert!(store.delete_hook(of_ben.id, at(6)).await.unwrap());
    assert!(!store.delete_hook(of_ben.id, at(7)).await.unwrap());
    assert!(!store.update_hook(changed).await.unwrap());
    assert_eq!(store.hook(of_ben.id).await.unwrap(), None);
    assert_eq!(store.count_hooks(HookFilter { team_id: Some(team.id), user_id: None }).await.unwrap(), 2);
}
