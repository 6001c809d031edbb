//! Sidebars.

use countersign_server_rules::sidebar::sort_order;

use crate::{
    conformance::samples::{room, user},
    model::{CategoryKind, SidebarCategory},
    ports::store::Store,
};

/// Categories are replaced as a whole, and only when nobody else did it meanwhile.
pub async fn categories_are_replaced_whole(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (team, channel) = room(store, &[&ana]).await;
    let category = |place, id: &str, kind, channel_ids| SidebarCategory {
        id: id.to_owned(),
        user_id: ana.id,
        team_id: team.id,
        sort_order: sort_order(place),
        sorting: "alpha".to_owned(),
        kind,
        display_name: "Ä name".to_owned(),
        muted: true,
        collapsed: false,
        channel_ids,
    };
    let first = vec![
        category(0, "favorites_x_y", CategoryKind::Favorites, Vec::new()),
        category(1, "custom", CategoryKind::Custom, vec![channel.id]),
    ];
    assert!(store.categories(ana.id, team.id).await.unwrap().is_empty());
    assert!(store.replace_categories(ana.id, team.id, Vec::new(), first.clone()).await.unwrap());
    assert_eq!(store.categories(ana.id, team.id).await.unwrap(), first);
    assert!(!store.replace_categories(ana.id, team.id, Vec::new(), Vec::new()).await.unwrap());
    let second = vec![category(0, "custom", CategoryKind::Custom, Vec::new())];
    assert!(store.replace_categories(ana.id, team.id, first, second.clone()).await.unwrap());
    assert_eq!(store.categories(ana.id, team.id).await.unwrap(), second);
    assert!(store.categories(ben.id, team.id).await.unwrap().is_empty());
}
