//! The sidebar: where a channel stands that was put nowhere, and how categories are ordered.
//!
//! Source: golden `server-api/sidebar-categories.jsonl`.

use std::collections::BTreeSet;

use countersign_primitives::ChannelId;

use crate::{
    channel::ChannelKind,
    error::{RuleError, known},
    names::DefaultCategory,
};

/// Places are this far apart.
pub const SORT_STEP: i64 = 10;

/// A category, as far as rules look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Its id.
    pub id: String,
    /// Which default category it is; `None` for the user's own.
    pub default: Option<DefaultCategory>,
    /// Its channels, in order.
    pub channel_ids: Vec<ChannelId>,
}

/// A channel the user is in, as far as rules look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SidebarChannel {
    /// The channel.
    pub id: ChannelId,
    /// Its kind.
    pub kind: ChannelKind,
    /// What the user sees.
    pub display_name: String,
}

/// Puts the channels that stand nowhere at the end of the default category they belong to, by display name; takes out
/// those the user is not in.
pub fn place_orphans(categories: &mut [Category], channels: &[SidebarChannel]) {
    let member_of: BTreeSet<_> = channels.iter().map(|channel| channel.id).collect();
    for category in categories.iter_mut() {
        category.channel_ids.retain(|id| member_of.contains(id));
    }
    let placed: BTreeSet<_> = categories.iter().flat_map(|category| category.channel_ids.iter().copied()).collect();
    let mut orphans: Vec<_> = channels.iter().filter(|channel| !placed.contains(&channel.id)).collect();
    orphans.sort_by_cached_key(|channel| (channel.display_name.to_lowercase(), channel.id));
    for channel in orphans {
        let home =
            if channel.kind.is_direct_or_group() { DefaultCategory::DirectMessages } else { DefaultCategory::Channels };
        if let Some(category) = categories.iter_mut().find(|category| category.default == Some(home)) {
            category.channel_ids.push(channel.id);
        }
    }
}

/// Where a new category goes among those in their order: behind the favourites when they are first, else first.
pub fn place_of_new_category(order: &[Category]) -> usize {
    usize::from(order.first().is_some_and(|first| first.default == Some(DefaultCategory::Favorites)))
}

/// `sort_order` of the category at a place.
pub fn sort_order(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX).saturating_mul(SORT_STEP)
}

/// Whether an order may be stored: it names every category of the user, each once.
///
/// # Errors
/// 400 (the incumbent: 500).
pub fn check_category_order(existing: &[Category], order: &[String]) -> Result<(), RuleError> {
    let wanted: BTreeSet<_> = order.iter().map(String::as_str).collect();
    let there: BTreeSet<_> = existing.iter().map(|category| category.id.as_str()).collect();
    if wanted == there && order.len() == existing.len() { Ok(()) } else { Err(known::CHANNEL_SIDEBAR_CATEGORIES) }
}

/// Whether a category may be deleted: the default ones may not.
///
/// # Errors
/// 400.
pub fn check_category_delete(category: &Category) -> Result<(), RuleError> {
    if category.default.is_some() { Err(known::CHANNEL_SIDEBAR_CATEGORIES) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(letter: &str) -> ChannelId {
        letter.repeat(26).parse().unwrap()
    }

    fn category(name: &str, default: Option<DefaultCategory>, channels: &[&str]) -> Category {
        Category { id: name.to_owned(), default, channel_ids: channels.iter().map(|letter| id(letter)).collect() }
    }

    fn defaults() -> Vec<Category> {
        DefaultCategory::ALL.into_iter().map(|default| category(default.as_str(), Some(default), &[])).collect()
    }

    fn channel(letter: &str, kind: ChannelKind, name: &str) -> SidebarChannel {
        SidebarChannel { id: id(letter), kind, display_name: name.to_owned() }
    }

    #[test]
    fn every_channel_stands_somewhere() {
        let mut categories = defaults();
        categories.insert(1, category("work", None, &["b", "x"]));
        let channels = [
            channel("a", ChannelKind::Public, "Town Square"),
            channel("b", ChannelKind::Private, "Build"),
            channel("c", ChannelKind::Direct, ""),
            channel("d", ChannelKind::Public, "off-topic"),
        ];
        place_orphans(&mut categories, &channels);
        let held: Vec<_> = categories.iter().map(|category| category.channel_ids.clone()).collect();
        assert_eq!(held, [vec![], vec![id("b")], vec![id("d"), id("a")], vec![id("c")]]);
    }

    #[test]
    fn new_categories_go_behind_the_favourites() {
        let mut order = defaults();
        assert_eq!(sort_order(place_of_new_category(&order)), 10);
        order.reverse();
        assert_eq!(sort_order(place_of_new_category(&order)), 0);
    }

    #[test]
    fn an_order_names_every_category_once() {
        let existing = defaults();
        let ids = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(check_category_order(&existing, &ids(&["direct_messages", "channels", "favorites"])), Ok(()));
        for wrong in [&["favorites", "channels"][..], &["favorites", "channels", "channels"], &["a", "b", "c"]] {
            assert!(check_category_order(&existing, &ids(wrong)).is_err(), "{wrong:?}");
        }
        assert!(check_category_delete(&existing[0]).is_err());
    }
}
