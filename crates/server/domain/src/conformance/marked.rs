//! Pinned and saved posts.

use countersign_server_rules::channel::ChannelKind;

use crate::{
    conformance::samples::{at, channel, member, post, room, stored, team, user, write},
    model::{Post, Preference, User},
    ports::store::{NewTeam, Page, SavedQuery, Store},
};

async fn save(store: &dyn Store, user: &User, post: &Post) {
    let preference = Preference {
        user_id: user.id,
        category: "flagged_post".to_owned(),
        name: post.id.to_string(),
        value: "true".to_owned(),
    };
    store.save_preferences(vec![preference]).await.unwrap();
}

/// Pinned posts are newest first; deleted ones are not among them.
pub async fn pinned_posts_are_listed(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let pinned = |ms| Post { is_pinned: true, ..post(channel.id, ana.id, None, ms) };
    let (old, new) = (pinned(1), pinned(2));
    let gone = Post { delete_at: at(9), ..pinned(3) };
    for post in [&old, &new, &gone, &post(channel.id, ana.id, None, 4)] {
        stored(store, write(post.clone())).await;
    }
    assert_eq!(store.pinned_posts(channel.id).await.unwrap(), [new, old]);
}

/// Pinning changes a post, not its text.
pub async fn posts_are_pinned(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let gone = Post { delete_at: at(9), ..post(channel.id, ana.id, None, 1) };
    let post = stored(store, write(post(channel.id, ana.id, None, 1))).await.post;
    stored(store, write(gone.clone())).await;
    let pinned = store.set_pinned(post.id, true, at(5)).await.unwrap().unwrap();
    assert_eq!(pinned, Post { is_pinned: true, update_at: at(5), ..post.clone() });
    assert_eq!(store.pinned_posts(channel.id).await.unwrap(), [pinned]);
    store.set_pinned(post.id, false, at(6)).await.unwrap();
    assert_eq!(store.pinned_posts(channel.id).await.unwrap(), []);
    assert_eq!(store.set_pinned(gone.id, true, at(7)).await.unwrap(), None);
}

/// Saved posts are found by team and by channel, in channels one is a member of.
pub async fn saved_posts_are_listed(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (team_here, here) = room(store, &[&ana, &ben]).await;
    let other_team = team("other");
    let other = channel(Some(other_team.id), ChannelKind::Private, "other");
    let closed = channel(Some(other_team.id), ChannelKind::Private, "closed");
    let channels = vec![other.clone(), closed.clone()];
    store.create_team(NewTeam { team: other_team, channels, first_member: None }).await.unwrap().unwrap();
    store.join_channel(member(other.id, ana.id)).await.unwrap();
    let posts = [
        post(here.id, ben.id, None, 1),
        post(other.id, ben.id, None, 2),
        post(closed.id, ben.id, None, 3),
        post(here.id, ben.id, None, 4),
    ];
    for post in &posts {
        stored(store, write(post.clone())).await;
        save(store, &ana, post).await;
    }
    stored(store, write(post(here.id, ben.id, None, 5))).await;
    let all = SavedQuery { user_id: ana.id, team_id: None, channel_id: None, page: Page { number: 0, size: 10 } };
    let listed = async |query| store.saved_posts(query).await.unwrap();
    let [first, second, _, fourth] = posts;
    assert_eq!(listed(all).await, [fourth.clone(), second.clone(), first.clone()]);
    assert_eq!(listed(SavedQuery { page: Page { number: 1, size: 2 }, ..all }).await, std::slice::from_ref(&first));
    assert_eq!(listed(SavedQuery { channel_id: Some(other.id), ..all }).await, [second]);
    assert_eq!(listed(SavedQuery { team_id: Some(team_here.id), ..all }).await, [fourth, first]);
    assert_eq!(listed(SavedQuery { user_id: ben.id, ..all }).await, []);
}
