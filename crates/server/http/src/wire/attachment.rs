//! Attachments in a post's properties, as integrations send them and apps show them.

use serde_json::{Map, Value, json};

/// What of an attachment is text.
const TEXTS: [&str; 13] = [
    "fallback",
    "color",
    "pretext",
    "author_name",
    "author_link",
    "author_icon",
    "title",
    "title_link",
    "text",
    "image_url",
    "thumb_url",
    "footer",
    "footer_icon",
];

/// What apps learn of a button or menu. Where it leads, and what it sends there, stays here.
const OF_ACTIONS: [&str; 9] =
    ["id", "type", "name", "disabled", "style", "data_source", "options", "default_option", "cookie"];

/// Whether a post has attachments.
pub(super) fn has_attachments(props: &Map<String, Value>) -> bool {
    props.get("attachments").and_then(Value::as_array).is_some_and(|all| all.iter().any(Value::is_object))
}

/// A post's properties with its attachments in the shape apps expect, and nothing of what only this server may know.
pub(super) fn shown_props(props: &Map<String, Value>) -> Map<String, Value> {
    let mut props = props.clone();
    if has_attachments(&props)
        && let Some(Value::Array(all)) = props.get_mut("attachments")
    {
        *all = all.iter().filter_map(Value::as_object).map(attachment).collect();
    }
    props
}

fn attachment(sent: &Map<String, Value>) -> Value {
    let list = |key: &str| sent.get(key).and_then(Value::as_array);
    let mut shown = Map::new();
    shown.insert("id".to_owned(), sent.get("id").filter(|id| id.is_i64()).cloned().unwrap_or_else(|| json!(0)));
    for key in TEXTS {
        shown.insert(key.to_owned(), sent.get(key).and_then(Value::as_str).unwrap_or_default().into());
    }
    let fields = list("fields").map(|all| all.iter().filter_map(Value::as_object).map(field).collect::<Vec<_>>());
    shown.insert("fields".to_owned(), json!(fields));
    shown.insert("ts".to_owned(), sent.get("ts").cloned().unwrap_or_default());
    let actions: Vec<Value> = list("actions").into_iter().flatten().filter_map(Value::as_object).map(action).collect();
    if !actions.is_empty() {
        shown.insert("actions".to_owned(), actions.into());
    }
    Value::Object(shown)
}

fn field(sent: &Map<String, Value>) -> Value {
    json!({
        "title": sent.get("title").and_then(Value::as_str).unwrap_or_default(),
        "value": sent.get("value"),
        "short": sent.get("short") == Some(&Value::Bool(true)),
    })
}

fn action(sent: &Map<String, Value>) -> Value {
    let known = OF_ACTIONS.iter().filter_map(|key| Some(((*key).to_owned(), sent.get(*key)?.clone())));
    Value::Object(known.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_button_leads_stays_here() {
        let sent = json!({ "x": 1, "attachments": [
            { "text": "t", "actions": [{ "id": "a", "name": "Go", "integration": { "url": "http://inside" } }] }, 7,
        ] });
        let shown = Value::Object(shown_props(sent.as_object().unwrap()));
        assert!(!shown.to_string().contains("inside"), "{shown}");
        assert_eq!(shown["x"], 1);
        assert_eq!(shown["attachments"].as_array().map(Vec::len), Some(1));
        let attachment = &shown["attachments"][0];
        assert_eq!(attachment["actions"], json!([{ "id": "a", "name": "Go" }]));
        assert_eq!(
            (&attachment["footer"], &attachment["fields"], &attachment["id"]),
            (&json!(""), &json!(null), &json!(0))
        );
    }

    #[test]
    fn what_is_no_list_of_attachments_stays_as_it_is() {
        for sent in [json!({}), json!({ "attachments": "x" }), json!({ "attachments": [1, null] })] {
            let props = sent.as_object().unwrap();
            assert_eq!((&shown_props(props), has_attachments(props)), (props, false));
        }
    }
}
