//! What the running incumbent said, read and written again: nothing is lost, nothing is added.

#[path = "golden/masks.rs"]
mod masks;
#[path = "golden/shapes.rs"]
mod shapes;

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

/// What the types do not hold, and why: notices that only one person sees, and that were written by nobody.
const NOT_OURS: &[(&str, &str)] = &[("commands-ephemeral 40", "Post")];

#[test]
fn every_recorded_object_reads_and_prints_the_same() {
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for (place, value) in recorded() {
        walk(&value, &mut |object| {
            let Some(shape) = shapes::of(object) else { return };
            *seen.entry(shape.name).or_default() += 1;
            if NOT_OURS.contains(&(place.as_str(), shape.name)) {
                return;
            }
            if let Err(fault) = (shape.check)(object) {
                faults.push(format!("{place}: {}: {fault}", shape.name));
            }
        });
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults[..faults.len().min(20)].join("\n"));
    let unseen: Vec<&str> =
        shapes::ALL.iter().map(|shape| shape.name).filter(|name| !seen.contains_key(name)).collect();
    assert!(unseen.is_empty(), "no recording holds: {unseen:?}");
}

/// Every body and frame of every recording, unmasked.
fn recorded() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/golden/server-api");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the recordings are there") {
        let path = entry.expect("the folder can be listed").path();
        if path.extension().is_none_or(|extension| extension != "jsonl") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a recording is text");
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).expect("a recording is JSON");
            let place = format!("{} {}", path.file_stem().unwrap_or_default().display(), line["step"]);
            for part in [&line["response"]["body"], &line["response"]["body_ndjson"], &line["frame"]] {
                found.push((place.clone(), masks::unmask(part)));
            }
        }
    }
    found
}

/// Visits every object, also those that are JSON inside a text.
fn walk(value: &Value, visit: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(map) => {
            visit(value);
            map.values().for_each(|value| walk(value, visit));
        }
        Value::Array(list) => list.iter().for_each(|value| walk(value, visit)),
        Value::String(text) if text.starts_with(['{', '[']) => {
            if let Ok(inner) = serde_json::from_str::<Value>(text) {
                walk(&inner, visit);
            }
        }
        _ => {}
    }
}
