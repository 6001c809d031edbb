//! Bots.

use countersign_primitives::UserId;

use crate::{
    conformance::samples::{at, new_user, user, wipe},
    model::{Bot, User},
    ports::store::{BotFilter, NewUser, Page, ProfileChange, Store},
};

async fn bot(store: &dyn Store, name: &str, owner_id: UserId) -> User {
    let new = new_user(name);
    let bot = Bot { description: "d".to_owned(), owner_id: Some(owner_id) };
    let new = NewUser { user: User { bot: Some(bot), ..new.user }, ..new };
    store.create_user(new).await.unwrap().unwrap()
}

/// People are no bots; whose owner went is orphaned; a change reaches what only bots have.
pub async fn bots_are_listed_by_owner(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let [second, first, other] =
        [bot(store, "robo-b", ana.id).await, bot(store, "robo-a", ana.id).await, bot(store, "beep", ben.id).await];
    let list = |filter, number, size| store.bots(filter, Page { number, size });
    let of_ana = BotFilter { owner_id: Some(ana.id), ..BotFilter::default() };
    assert_eq!(list(of_ana, 0, 10).await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(list(of_ana, 1, 1).await.unwrap(), std::slice::from_ref(&second));
    assert_eq!(list(BotFilter::default(), 0, 10).await.unwrap(), [other.clone(), first.clone(), second.clone()]);
    store.deactivate_user(second.id, wipe(), at(1)).await.unwrap().unwrap();
    assert_eq!(list(of_ana, 0, 10).await.unwrap(), std::slice::from_ref(&first));
    assert_eq!(list(BotFilter { include_deleted: true, ..of_ana }, 0, 10).await.unwrap().len(), 2);
    store.deactivate_user(ben.id, wipe(), at(2)).await.unwrap().unwrap();
    let orphans = BotFilter { only_orphaned: true, ..BotFilter::default() };
    assert_eq!(list(orphans, 0, 10).await.unwrap(), std::slice::from_ref(&other));
    let given = Bot { description: "e".to_owned(), owner_id: Some(ana.id) };
    let change = ProfileChange { bot: Some(given.clone()), ..ProfileChange::default() };
    let changed = store.update_user(other.id, change.clone(), at(3)).await.unwrap().unwrap().unwrap();
    assert_eq!((changed.bot.as_ref(), store.user(other.id).await.unwrap()), (Some(&given), Some(changed.clone())));
    let person = store.update_user(ana.id, change, at(3)).await.unwrap().unwrap().unwrap();
    assert_eq!(person.bot, None);
}
