//! Buttons and menus in the attachments of posts.

use countersign_primitives::{PostId, Random};
use serde_json::{Map, Value};

/// Gives every button and menu of a post's attachments an id that has none, so that it can be pressed.
pub(crate) fn name_buttons(props: &mut Map<String, Value>, random: &dyn Random) {
    for button in buttons_mut(props) {
        let is_named = button.get("id").and_then(Value::as_str).is_some_and(|id| !id.is_empty());
        if !is_named {
            button.insert("id".to_owned(), PostId::generate(random).to_string().into());
        }
    }
}

/// Where a button leads, and what is sent there beside who pressed it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Button {
    /// `button` or `select`.
    pub kind: String,
    /// From where a menu has its entries: `users`, `channels`, or empty.
    pub data_source: String,
    /// The other program's address.
    pub url: String,
    /// What it wants to be told.
    pub context: Map<String, Value>,
}

/// The button of this id; `None` when there is none that leads anywhere.
pub(crate) fn find_button(props: &Map<String, Value>, id: &str) -> Option<Button> {
    let attachments = props.get("attachments").and_then(Value::as_array)?;
    let all = attachments.iter().filter_map(|attachment| attachment.get("actions")?.as_array()).flatten();
    let button = all.filter_map(Value::as_object).find(|button| text(button, "id") == id)?;
    let leads = button.get("integration").and_then(Value::as_object)?;
    let url = text(leads, "url");
    let kind = text(button, "type");
    (!url.is_empty()).then(|| Button {
        kind: if kind.is_empty() { "button".to_owned() } else { kind.to_owned() },
        data_source: text(button, "data_source").to_owned(),
        url: url.to_owned(),
        context: leads.get("context").and_then(Value::as_object).cloned().unwrap_or_default(),
    })
}

fn text<'a>(object: &'a Map<String, Value>, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn buttons_mut(props: &mut Map<String, Value>) -> impl Iterator<Item = &mut Map<String, Value>> {
    let attachments = props.get_mut("attachments").and_then(Value::as_array_mut);
    let lists =
        attachments.into_iter().flatten().filter_map(|attachment| attachment.get_mut("actions")?.as_array_mut());
    lists.flatten().filter_map(Value::as_object_mut)
}

#[cfg(test)]
mod tests {
    use countersign_primitives::SequenceRandom;
    use serde_json::json;

    use super::*;

    #[test]
    fn buttons_get_ids_and_are_found_by_them() {
        let mut props = json!({ "attachments": [
            7,
            { "actions": [
                { "id": "own", "integration": { "url": "http://x", "context": { "a": 1 } } },
                { "name": "nowhere" },
                { "type": "select", "data_source": "users", "integration": { "url": "http://y" } },
            ] },
        ] })
        .as_object()
        .cloned()
        .unwrap();
        name_buttons(&mut props, &SequenceRandom::new(1));
        let own = find_button(&props, "own").unwrap();
        assert_eq!((own.kind.as_str(), &own.context["a"]), ("button", &json!(1)));
        let ids: Vec<String> =
            (1..3).map(|place| props["attachments"][1]["actions"][place]["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(find_button(&props, &ids[0]), None);
        assert_eq!(find_button(&props, &ids[1]).map(|menu| menu.data_source), Some("users".to_owned()));
        assert_eq!(find_button(&props, ""), None);
    }

    #[test]
    fn other_shapes_are_left_alone() {
        for props in [json!({}), json!({ "attachments": "x" }), json!({ "attachments": [{ "actions": 5 }] })] {
            let mut named = props.as_object().cloned().unwrap();
            name_buttons(&mut named, &SequenceRandom::new(1));
            assert_eq!(Value::Object(named), props);
        }
    }
}
