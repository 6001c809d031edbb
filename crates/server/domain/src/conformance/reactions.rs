//! Reactions and acknowledgements.

use countersign_primitives::PostId;

use crate::{
    conformance::samples::{at, post, random, room, stored, user, write},
    model::{Acknowledgement, Post, Reaction, User},
    ports::store::{ReactionSaved, Store},
};

fn reaction(post: &Post, user: &User, emoji_name: &str, ms: i64) -> Reaction {
    Reaction {
        user_id: user.id,
        post_id: post.id,
        channel_id: post.channel_id,
        emoji_name: emoji_name.to_owned(),
        create_at: at(ms),
    }
}

/// The post says that it has reactions, and changes with the first and the last.
pub async fn reactions_come_and_go(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let post = stored(store, write(post(channel.id, ana.id, None, 0))).await.post;
    let (of_ben, of_ana) = (reaction(&post, &ben, "+1", 10), reaction(&post, &ana, "tada", 20));
    for reaction in [&of_ben, &of_ana] {
        let saved = store.save_reaction(reaction.clone(), 50).await.unwrap();
        assert_eq!(saved, ReactionSaved::Saved(reaction.clone()));
    }
    let changed = store.post(post.id).await.unwrap().unwrap();
    assert_eq!((changed.has_reactions, changed.update_at, changed.edit_at), (true, at(20), post.edit_at));
    assert_eq!(store.reactions(&[post.id]).await.unwrap(), [of_ben, of_ana]);
    assert!(store.remove_reaction(ben.id, post.id, "+1", at(30)).await.unwrap());
    assert!(!store.remove_reaction(ben.id, post.id, "+1", at(31)).await.unwrap());
    assert!(store.post(post.id).await.unwrap().unwrap().has_reactions);
    assert!(store.remove_reaction(ana.id, post.id, "tada", at(40)).await.unwrap());
    let changed = store.post(post.id).await.unwrap().unwrap();
    assert_eq!((changed.has_reactions, changed.update_at), (false, at(40)));
    assert_eq!(store.reactions(&[post.id]).await.unwrap(), []);
}

/// The second time changes nothing, and does not count against the limit.
pub async fn reacting_twice_is_reacting_once(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let post = stored(store, write(post(channel.id, ana.id, None, 0))).await.post;
    let first = reaction(&post, &ana, "a", 1);
    assert_eq!(store.save_reaction(first.clone(), 2).await.unwrap(), ReactionSaved::Saved(first.clone()));
    let again = store.save_reaction(reaction(&post, &ana, "a", 2), 2).await.unwrap();
    assert_eq!(again, ReactionSaved::Saved(first));
    assert!(matches!(store.save_reaction(reaction(&post, &ana, "b", 3), 2).await, Ok(ReactionSaved::Saved(_))));
    assert_eq!(store.save_reaction(reaction(&post, &ana, "c", 4), 2).await.unwrap(), ReactionSaved::TooMany);
    assert!(matches!(store.save_reaction(reaction(&post, &ben, "b", 5), 2).await, Ok(ReactionSaved::Saved(_))));
    assert_eq!(store.reactions(&[post.id]).await.unwrap().len(), 3);
}

/// Nobody reacts to what is not there.
pub async fn reactions_need_a_post(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let deleted = Post { delete_at: at(5), ..post(channel.id, ana.id, None, 0) };
    stored(store, write(deleted.clone())).await;
    let unknown = Post { id: PostId::generate(random().as_ref()), ..deleted.clone() };
    for post in [deleted, unknown] {
        let saved = store.save_reaction(reaction(&post, &ana, "a", 1), 50).await.unwrap();
        assert_eq!(saved, ReactionSaved::PostGone);
    }
}

/// The first acknowledgement counts, until it is taken back.
pub async fn acknowledging_again_keeps_the_time(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let post = stored(store, write(post(channel.id, ana.id, None, 0))).await.post;
    let word = |user: &User, ms| Acknowledgement {
        user_id: user.id,
        post_id: post.id,
        channel_id: channel.id,
        acknowledged_at: at(ms),
    };
    assert_eq!(store.save_acknowledgement(word(&ben, 1)).await.unwrap(), word(&ben, 1));
    assert_eq!(store.save_acknowledgement(word(&ben, 2)).await.unwrap(), word(&ben, 1));
    store.save_acknowledgement(word(&ana, 3)).await.unwrap();
    assert_eq!(store.acknowledgements(&[post.id]).await.unwrap(), [word(&ben, 1), word(&ana, 3)]);
    assert_eq!(store.post(post.id).await.unwrap().unwrap().update_at, at(3));
    assert!(store.remove_acknowledgement(ben.id, post.id, at(8)).await.unwrap());
    assert!(!store.remove_acknowledgement(ben.id, post.id, at(9)).await.unwrap());
    assert_eq!(store.post(post.id).await.unwrap().unwrap().update_at, at(8));
    assert_eq!(store.save_acknowledgement(word(&ben, 4)).await.unwrap(), word(&ben, 4));
}
