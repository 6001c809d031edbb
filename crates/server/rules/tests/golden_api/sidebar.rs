//! Categories of the sidebar.

use countersign_server_rules::{
    channel::ChannelKind,
    names::DefaultCategory,
    sidebar::{
        Category, SidebarChannel, check_category_delete, check_category_order, place_of_new_category, place_orphans,
        sort_order,
    },
};
use serde_json::Value;

use crate::flow::{recorded, user};

/// The recorder's categories as rules see them.
fn categories(list: &Value) -> Vec<Category> {
    let all = list["categories"].as_array().cloned().unwrap_or_default();
    let read = |category: &Value| Category {
        id: category["id"].as_str().unwrap_or_default().to_owned(),
        default: DefaultCategory::ALL.into_iter().find(|default| category["type"] == default.as_str()),
        channel_ids: Vec::new(),
    };
    all.iter().map(read).collect()
}

#[test]
fn categories_of_the_sidebar() {
    let flow = recorded!("sidebar-categories");
    let mut shown = categories(&flow.step(1).answer);
    let ids: Vec<_> = shown.iter().map(|category| category.id.clone()).collect();
    assert_eq!(Value::from(ids), flow.step(2).answer);
    assert_eq!(flow.step(4).answer["sort_order"], sort_order(place_of_new_category(&shown)));
    shown = categories(&flow.step(5).answer);
    for number in [10, 12] {
        let order: Vec<String> = serde_json::from_value(flow.step(number).body).expect("a list of ids");
        let ours = check_category_order(&shown, &order);
        if number == 12 {
            // 500 there, 400 here.
            assert!(ours.is_err() && flow.step(number).status == 500);
        } else {
            flow.step(number).is(&ours);
        }
    }
    shown.reverse();
    assert_eq!(flow.step(14).answer["sort_order"], sort_order(place_of_new_category(&shown)));
    let favourites = shown.iter().find(|category| category.default == Some(DefaultCategory::Favorites));
    flow.step(18).is(&check_category_delete(favourites.expect("they are there")));
}

#[test]
fn channels_that_stand_nowhere() {
    let recorded = recorded!("sidebar-categories").step(3).answer;
    let names =
        [("off-topic", "Off-Topic"), ("sc-one", "Sc-One"), ("sc-two", "Sc-Two"), ("town-square", "Town Square")];
    let channels: Vec<_> = names
        .iter()
        .rev()
        .map(|(name, display_name)| SidebarChannel {
            id: user(name).as_str().parse().expect("an id"),
            kind: ChannelKind::Public,
            display_name: (*display_name).to_owned(),
        })
        .collect();
    let mut shown =
        vec![Category { id: String::new(), default: Some(DefaultCategory::Channels), channel_ids: Vec::new() }];
    place_orphans(&mut shown, &channels);
    let expected: Vec<_> = names.iter().map(|(name, _)| user(name).as_str().to_owned()).collect();
    let ours: Vec<_> = shown[0].channel_ids.iter().map(|id| id.as_str().to_owned()).collect();
    assert_eq!(ours, expected);
    let labels: Vec<_> = names.iter().map(|(name, _)| format!("<channel:{name}>")).collect();
    assert_eq!(serde_json::json!(labels), recorded["channel_ids"]);
}
