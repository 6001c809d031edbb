use std::{collections::BTreeMap, fmt};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::mistake::Mistake;
use crate::node::{Node, Place, Value};

/// Reads JSON. A member with `null` is one that is not there; of members with one name the last counts.
///
/// # Errors
/// The place where it stops being JSON. Nothing of the text is shown.
pub fn from_json(text: &str) -> Result<Node, Mistake> {
    let text = text.trim_start_matches('\u{feff}');
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| no_json(&error))?;
    node(text, raw, &Place::default()).map_err(|error| no_json(&error)).map(|mut node| {
        node.place = Place::default();
        node
    })
}

fn no_json(error: &serde_json::Error) -> Mistake {
    let place = format!("line {}, column {}", error.line(), error.column());
    Mistake { place, text: "from here on this is not JSON".to_owned() }
}

fn node(text: &str, raw: &RawValue, place: &Place) -> Result<Node, serde_json::Error> {
    let json = raw.get();
    let value = match json.as_bytes().first() {
        Some(b'{') => {
            let Members(members) = serde_json::from_str(json)?;
            let mut table = BTreeMap::new();
            for (key, raw) in members {
                if raw.get() != "null" {
                    let place = place.member(&key, Some(line_of(text, raw)));
                    table.insert(key, node(text, raw, &place)?);
                }
            }
            Value::Table(table)
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(json)?;
            let each = items.into_iter().enumerate();
            let each = each.map(|(number, raw)| node(text, raw, &place.item(number, Some(line_of(text, raw)))));
            Value::List(each.collect::<Result<_, _>>()?)
        }
        Some(b'"') => Value::Text(serde_json::from_str(json)?),
        Some(b't' | b'f') => Value::Bool(json == "true"),
        Some(b'n') | None => Value::Text(String::new()),
        Some(_) => json.parse().map_or_else(|_| Value::Float(json.parse().unwrap_or(f64::NAN)), Value::Int),
    };
    Ok(Node::new(value, place.clone()))
}

/// The line on which a part of the text begins.
fn line_of(text: &str, part: &RawValue) -> usize {
    let offset = part.get().as_ptr().addr() - text.as_ptr().addr();
    text[..offset].matches('\n').count() + 1
}

/// An object's members in order, not yet read.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}
