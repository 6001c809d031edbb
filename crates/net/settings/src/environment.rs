use std::collections::BTreeMap;

use crate::{
    json::from_json,
    node::{Node, Place, Value},
};

/// Settings that have names of their own everywhere, in either case; the first that is there counts.
const COMMON: [(&str, &[&str]); 2] =
    [("proxy", &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]), ("no_proxy", &["NO_PROXY", "no_proxy"])];

/// Lays what the environment of every program may say under the settings of a file.
pub fn underlay(tree: &mut Node, variables: &[(String, String)]) {
    let Some(members) = tree.members() else { return };
    for (key, names) in COMMON {
        let value = |name: &&&str| variables.iter().find(|(known, value)| known == **name && !value.is_empty());
        if let Some((name, value)) = names.iter().find_map(|name| value(&name)) {
            let place = Place { line: None, name: name.clone() };
            members.entry(key.to_owned()).or_insert_with(|| Node::new(Value::Loose(value.clone()), place));
        }
    }
}

/// Lays settings out of the environment over those of a file. Every variable that begins with `prefix`, such as
/// `COUNTERSIGN_PUSH__`, is one. `__` stands between a section and its key; an item of a
/// list is named by its number or by its `name`. A value that begins with `[` or `{` is read as JSON; an empty one is none.
/// `note` is told the variable and what is wrong with it.
pub fn overlay(tree: &mut Node, prefix: &str, variables: &[(String, String)], mut note: impl FnMut(String, String)) {
    let mut settings: Vec<_> = variables
        .iter()
        .filter_map(|(name, value)| Some((name, name.strip_prefix(prefix)?, value)))
        .filter(|(_, _, value)| !value.is_empty())
        .collect();
    settings.sort();
    for (name, path, value) in settings {
        let place = Place { line: None, name: name.clone() };
        let path: Vec<_> = path.split("__").map(str::to_lowercase).collect();
        let set = given(value, &place).and_then(|value| set(tree, &path, Node::new(value, place)));
        if let Err(text) = set {
            note(name.clone(), text);
        }
    }
}

fn given(text: &str, place: &Place) -> Result<Value, String> {
    if !text.starts_with(['[', '{']) {
        return Ok(Value::Loose(text.to_owned()));
    }
    let mut node = from_json(text).map_err(|_| "expected JSON, as it begins with a bracket".to_owned())?;
    put(&mut node, place);
    Ok(node.value)
}

/// Places a whole value at the variable that holds it.
fn put(node: &mut Node, place: &Place) {
    node.place.clone_from(place);
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| put(item, place)),
        Value::Table(members) => members.values_mut().for_each(|member| put(member, place)),
        _ => {}
    }
}

fn set(node: &mut Node, path: &[String], new: Node) -> Result<(), String> {
    let Some((step, rest)) = path.split_first() else {
        *node = new;
        return Ok(());
    };
    let begun = || {
        let within = if rest.first().is_some_and(|next| next.parse::<usize>().is_ok()) {
            Value::List(Vec::new())
        } else {
            Value::Table(BTreeMap::new())
        };
        Node::new(within, new.place.clone())
    };
    let inner = match &mut node.value {
        Value::Table(members) => members.entry(step.clone()).or_insert_with(begun),
        Value::List(items) => {
            if step.parse() == Ok(items.len()) {
                items.push(begun());
            }
            let number = items.iter().enumerate().position(|(number, item)| is_called(item, number, step));
            number.and_then(|number| items.get_mut(number)).ok_or_else(|| format!("nothing here is called {step}"))?
        }
        _ => return Err(format!("{step} stands below something that is no section")),
    };
    set(inner, rest, new)
}

/// Whether a step means this item: by its number, or by its name with `_` for all that variables cannot have.
fn is_called(item: &Node, number: usize, step: &str) -> bool {
    if step.parse() == Ok(number) {
        return true;
    }
    let Value::Table(members) = &item.value else { return false };
    members.get("name").is_some_and(|name| match &name.value {
        Value::Text(name) | Value::Loose(name) => {
            name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).eq(step.chars())
        }
        _ => false,
    })
}
