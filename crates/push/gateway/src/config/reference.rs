//! The reference page and the commented sample, made from the settings' types. A test holds the committed files to them.

use std::{fmt::Write, fs, path::Path};

use serde_json::Value;

use super::{
    callers::{CallerSection, KeySection},
    incumbent, own,
    tree::keys_of,
};

const INTRODUCTION: &str = include_str!("reference/introduction.md");
const PAGE: &str = "../../../docs/push-gateway-configuration.md";
const SAMPLE: &str = "sample.toml";

/// A section of the file, as its type describes it.
struct Section {
    /// `[queue]`, `[[apns]]`; empty for the top.
    title: String,
    about: String,
    keys: Vec<Key>,
}

struct Key {
    name: &'static str,
    about: String,
    kind: String,
    /// In TOML; `None` when it is not set.
    default: Option<String>,
    example: Option<String>,
}

/// The order of keys is that of the types' fields, which a schema does not keep.
fn order(of: &str) -> &'static [&'static str] {
    match of {
        "File" => keys_of::<own::File>(),
        "Tls" => keys_of::<own::Tls>(),
        "Clients" => keys_of::<own::Clients>(),
        "CallerLimits" => keys_of::<own::CallerLimits>(),
        "CallerSection" => keys_of::<CallerSection>(),
        "KeySection" => keys_of::<KeySection>(),
        "Queue" => keys_of::<own::Queue>(),
        "Throttle" => keys_of::<own::Throttle>(),
        "LifetimeSecs" => keys_of::<own::LifetimeSecs>(),
        "Apns" => keys_of::<own::Apns>(),
        "Fcm" => keys_of::<own::Fcm>(),
        "WebPush" => keys_of::<own::WebPush>(),
        other => panic!("add {other} to the order of keys"),
    }
}

fn sections() -> Vec<Section> {
    let schema = schemars::schema_for!(own::File).to_value();
    let mut sections = Vec::new();
    section("", "", "File", &schema, &schema, &mut sections);
    sections
}

fn section(path: &str, title: &str, name: &str, schema: &Value, root: &Value, sections: &mut Vec<Section>) {
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
                section(&inner, &title, name, item, root, sections);
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

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for section in sections() {
        let title =
            if section.title.is_empty() { "Top of the file".to_owned() } else { format!("`{}`", section.title) };
        let _ = write!(
            page,
            "\n## {title}\n\n{}\n\n| Key | Value | Default | Meaning |\n|---|---|---|---|\n",
            section.about
        );
        for key in section.keys {
            let default = key.default.map(|value| format!("`{value}`")).unwrap_or_default();
            let _ = writeln!(page, "| `{}` | {} | {default} | {} |", key.name, key.kind, key.about);
        }
    }
    let _ = write!(
        page,
        "\n## The original push proxy's file\n\nKeys match in any case. Unknown keys are passed over, with a word at the \
         start. What is not listed may be given in our own spelling.\n\n| Key | In | Here |\n|---|---|---|\n"
    );
    for [name, section, meaning] in incumbent::described() {
        let _ = writeln!(page, "| `{name}` | {section} | {meaning} |");
    }
    page
}

fn sample() -> String {
    let mut sample = String::from(
        "# Settings of the push gateway: every key, with its default or an example.\n\
         # docs/push-gateway-configuration.md says more. Check a file with `countersign-push check --config FILE`.\n",
    );
    for section in sections() {
        sample.push('\n');
        if !section.title.is_empty() {
            let _ = writeln!(sample, "# {}\n#{}", section.about.replace('\n', "\n# "), section.title);
        }
        for key in section.keys {
            for line in wrapped(&key.about) {
                let _ = writeln!(sample, "# {line}");
            }
            let value = key.default.or(key.example).unwrap_or_else(|| absent(&key.kind).to_owned());
            let _ = writeln!(sample, "#{} = {value}", key.name);
        }
    }
    sample
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

/// Compares with the committed file; writes it when it is asked to.
fn holds(file: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        fs::write(&path, made).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == made, "{file} is not up to date: run this test with UPDATE_REFERENCE=1 and commit the file");
}

#[test]
fn the_reference_page_is_what_the_types_say() {
    holds(PAGE, &page());
}

#[test]
fn the_sample_is_what_the_types_say() {
    holds(SAMPLE, &sample());
}

#[test]
fn every_key_of_the_sample_is_one_and_of_the_right_kind() {
    let text: String = sample()
        .lines()
        .filter_map(|line| line.strip_prefix('#').filter(|key| !key.starts_with(' ')))
        .fold(String::new(), |text, line| text + line + "\n");
    let mut tree = super::tree::from_toml(&text).unwrap();
    tree.number();
    let mut faults = Vec::new();
    let file = super::tree::read::<own::File>(&mut tree, |path, text| faults.push((path, text)));
    assert!(file.is_some() && faults.is_empty(), "{faults:?}");
}
