//! The reference page and the commented sample of settings, made from their types' schema. For tests that hold committed
//! files to them.

use std::fmt::Write;

use serde_json::Value;

/// A section of the file, as its type describes it.
#[derive(Clone, Debug)]
pub struct Section {
    /// `[queue]`, `[[apns]]`; empty for the top.
    pub title: String,
    /// What its type's comment says.
    pub about: String,
    /// Its keys, in the order of the type's fields.
    pub keys: Vec<Key>,
}

/// A key of a section.
#[derive(Clone, Debug)]
pub struct Key {
    /// As it is spelt.
    pub name: &'static str,
    /// What the field's comment says.
    pub about: String,
    /// What it holds, in words.
    pub kind: String,
    /// In TOML; `None` when it is not set.
    pub default: Option<String>,
    /// In TOML; `None` when the type gives none.
    pub example: Option<String>,
}

/// The order of a type's keys, which a schema does not keep: [`keys_of`](crate::keys_of) the type of this name.
pub type Order = fn(&str) -> &'static [&'static str];

/// The sections that a schema describes; the top of the file is the first.
///
/// # Panics
/// The schema has what there are no words for, or `order` does not know a type.
pub fn sections(top: &str, schema: &Value, order: Order) -> Vec<Section> {
    let mut sections = Vec::new();
    section(("", "", top), schema, schema, order, &mut sections);
    sections
}

fn section(
    (path, title, name): (&str, &str, &str),
    schema: &Value,
    root: &Value,
    order: Order,
    sections: &mut Vec<Section>,
) {
    let own = sections.len();
    sections.push(Section { title: title.to_owned(), about: about(schema), keys: Vec::new() });
    let mut keys = Vec::new();
    for key in order(name) {
        let property = &schema["properties"][key];
        let inner = if path.is_empty() { (*key).to_owned() } else { format!("{path}.{key}") };
        let (item, is_list) = match referred(&property["items"]) {
            Some(item) => (Some(item), true),
            None => (referred(property), false),
        };
        match item.map(|name| (name, &root["$defs"][name])) {
            Some((name, item)) if item["type"] == "object" => {
                let title = if is_list { format!("[[{inner}]]") } else { format!("[{inner}]") };
                section((&inner, &title, name), item, root, order, sections);
            }
            item => keys.push(described(key, property, item.map(|(_, item)| item))),
        }
    }
    sections[own].keys = keys;
}

/// The definition that is meant by a property, also by one that may be absent.
fn referred(property: &Value) -> Option<&str> {
    let direct = property["$ref"].as_str();
    let optional = || property["anyOf"].as_array()?.iter().find_map(|choice| choice["$ref"].as_str());
    direct.or_else(optional)?.rsplit('/').next()
}

fn described(name: &'static str, property: &Value, item: Option<&Value>) -> Key {
    let kind = match item {
        Some(choice) => choices(choice),
        None => kind(property),
    };
    let empty = [Value::Null, "".into(), Value::Array(Vec::new())];
    let value = |value: &Value| if empty.contains(value) { None } else { Some(value.to_string()) };
    Key {
        name,
        about: about(property),
        kind,
        default: value(&property["default"]),
        example: value(&property["examples"][0]),
    }
}

fn about(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    text.split("\n\n").map(|part| part.replace('\n', " ")).collect::<Vec<_>>().join("\n\n")
}

fn choices(schema: &Value) -> String {
    let listed = schema["enum"].as_array().or(schema["oneOf"].as_array()).expect("a choice lists its values");
    let name = |choice: &Value| choice.get("const").unwrap_or(choice).to_string();
    listed.iter().map(name).collect::<Vec<_>>().join(" or ")
}

fn kind(property: &Value) -> String {
    let named = |kind: &str| match kind {
        "string" => "text",
        "integer" => "whole number",
        "boolean" => "true or false",
        other => panic!("no words for {other}"),
    };
    let kind = match &property["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").and_then(Value::as_str),
        kind => kind.as_str(),
    };
    match kind {
        Some("array") => {
            format!("list of {}s", named(property["items"]["type"].as_str().expect("lists are of plain values")))
        }
        Some(kind) => named(kind).to_owned(),
        None => panic!("no type: {property}"),
    }
}

/// The page: an introduction, then a table for each section.
pub fn page(introduction: &str, sections: &[Section]) -> String {
    let mut page = introduction.to_owned();
    for section in sections {
        let title =
            if section.title.is_empty() { "Top of the file".to_owned() } else { format!("`{}`", section.title) };
        let _ = write!(
            page,
            "\n## {title}\n\n{}\n\n| Key | Value | Default | Meaning |\n|---|---|---|---|\n",
            section.about
        );
        for key in &section.keys {
            let default = key.default.as_ref().map(|value| format!("`{value}`")).unwrap_or_default();
            let _ = writeln!(page, "| `{}` | {} | {default} | {} |", key.name, key.kind, key.about);
        }
    }
    page
}

/// The commented sample: every key, with its default or an example, behind `#`.
pub fn sample(head: &str, sections: &[Section]) -> String {
    let mut sample = head.to_owned();
    for section in sections {
        sample.push('\n');
        if !section.title.is_empty() {
            let _ = writeln!(sample, "# {}\n#{}", section.about.replace('\n', "\n# "), section.title);
        }
        for key in &section.keys {
            for line in wrapped(&key.about) {
                let _ = writeln!(sample, "# {line}");
            }
            let value = key.default.clone().or_else(|| key.example.clone());
            let _ = writeln!(sample, "#{} = {}", key.name, value.unwrap_or_else(|| absent(&key.kind).to_owned()));
        }
    }
    sample
}

/// The sample's keys, without the `#` before them.
pub fn uncommented(sample: &str) -> String {
    let keys = sample.lines().filter_map(|line| line.strip_prefix('#').filter(|key| !key.starts_with(' ')));
    keys.fold(String::new(), |text, line| text + line + "\n")
}

/// Something of the right kind, where there is no better example.
fn absent(kind: &str) -> &'static str {
    match kind {
        "text" => "\"\"",
        "whole number" => "0",
        "true or false" => "false",
        _ => "[]",
    }
}

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        if lines[last].len() + word.len() > 110 {
            lines.push(word.to_owned());
        } else {
            let space = if lines[last].is_empty() { "" } else { " " };
            lines[last].push_str(space);
            lines[last].push_str(word);
        }
    }
    lines
}
