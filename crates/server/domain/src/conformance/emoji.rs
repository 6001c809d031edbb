//! Custom emoji.

use countersign_primitives::EmojiId;

use crate::{
    conformance::samples::{NOW, at, random, user},
    model::Emoji,
    ports::store::{EmojiMatch, EmojiNameTaken, Page, Store},
};

async fn added(store: &dyn Store, name: &str) -> Emoji {
    let creator = user(store, &format!("maker-of-{name}")).await;
    let emoji = emoji(&creator, name);
    store.add_emoji(emoji.clone()).await.unwrap().unwrap();
    emoji
}

fn emoji(creator: &crate::model::User, name: &str) -> Emoji {
    let id = EmojiId::generate(random().as_ref());
    Emoji { id, create_at: NOW, creator_id: creator.id, name: name.to_owned() }
}

/// A name belongs to one emoji, until that is deleted.
pub async fn emoji_names_are_taken_once(store: &dyn Store) {
    let first = added(store, "wave").await;
    let other = Emoji { id: EmojiId::generate(random().as_ref()), ..first.clone() };
    assert_eq!(store.add_emoji(other.clone()).await.unwrap(), Err(EmojiNameTaken));
    assert!(store.delete_emoji(first.id, at(1)).await.unwrap());
    assert!(!store.delete_emoji(first.id, at(2)).await.unwrap());
    assert_eq!(store.emoji(first.id).await.unwrap(), None);
    assert_eq!(store.emoji_by_names(&["wave".to_owned()]).await.unwrap(), []);
    assert_eq!(store.add_emoji(other.clone()).await.unwrap(), Ok(()));
    assert_eq!(store.emoji(other.id).await.unwrap(), Some(other));
}

/// Lists are ordered by name; texts to look for mean themselves.
pub async fn emoji_are_found_by_name(store: &dyn Store) {
    let [b, a, c] = [added(store, "b_x").await, added(store, "a-wide").await, added(store, "bax").await];
    let page = |number, size| store.emoji_page(Page { number, size });
    assert_eq!(page(0, 2).await.unwrap(), [a.clone(), b.clone()]);
    assert_eq!(page(1, 2).await.unwrap(), std::slice::from_ref(&c));
    let find = |text, place| store.find_emoji(text, place, 10);
    assert_eq!(find("b", EmojiMatch::Prefix).await.unwrap(), [b.clone(), c.clone()]);
    assert_eq!(find("b_", EmojiMatch::Prefix).await.unwrap(), std::slice::from_ref(&b));
    assert_eq!(find("%", EmojiMatch::Anywhere).await.unwrap(), []);
    assert_eq!(find("x", EmojiMatch::Anywhere).await.unwrap(), [b.clone(), c.clone()]);
    assert_eq!(store.find_emoji("x", EmojiMatch::Anywhere, 1).await.unwrap(), std::slice::from_ref(&b));
    let mut named = store.emoji_by_names(&["bax".to_owned(), "none".to_owned(), "a-wide".to_owned()]).await.unwrap();
    named.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(named, [a, c]);
}
