//! Recorded answers against ours.

use serde_json::{Map, Value};

use super::mask::{Labels, is_time};

/// Where two values differ: a path, and how.
pub(crate) type Differences = Vec<String>;

/// Compares ours with what was recorded. Masks that were not seen before are bound.
pub(crate) fn compare(recorded: &Value, ours: &Value, labels: &mut Labels) -> Differences {
    let mut comparison = Comparison { labels, differences: Vec::new() };
    comparison.value("", recorded, ours);
    comparison.differences
}

struct Comparison<'a> {
    labels: &'a mut Labels,
    differences: Differences,
}

impl Comparison<'_> {
    fn value(&mut self, path: &str, recorded: &Value, ours: &Value) {
        match (recorded, ours) {
            (Value::Object(recorded), _) if is_summary(recorded) => {}
            (Value::String(recorded), _) if is_left_out(recorded) => {}
            (Value::Object(recorded), Value::Object(ours)) if is_excerpt(recorded, ours) => {
                for (key, value) in recorded {
                    self.value(&format!("{path}/{key}"), value, &ours[key]);
                }
            }
            (Value::Object(recorded), Value::Object(ours)) => self.object(path, recorded, ours),
            (Value::Object(recorded), Value::Array(ours)) if recorded.contains_key("length") => {
                self.shortened(path, recorded, ours);
            }
            (Value::Array(recorded), Value::Array(ours)) => self.list(path, recorded, ours),
            (Value::String(recorded), Value::Number(ours)) if is_time(recorded) => {
                self.text(path, recorded, &ours.to_string());
            }
            (Value::String(recorded), Value::String(ours)) => self.string(path, recorded, ours),
            _ if recorded == ours => {}
            _ => self.differs(path, recorded, ours),
        }
    }

    /// JSON inside a text is compared as JSON.
    fn string(&mut self, path: &str, recorded: &str, ours: &str) {
        let json =
            |text: &str| text.starts_with(['{', '[']).then(|| serde_json::from_str::<Value>(text).ok()).flatten();
        match (json(recorded), json(ours)) {
            (Some(recorded), Some(ours)) => self.value(path, &recorded, &ours),
            _ => self.text(path, recorded, ours),
        }
    }

    fn text(&mut self, path: &str, recorded: &str, ours: &str) {
        // The two of a direct message stand in the order of their ids.
        let turned = recorded.split_once("__").map(|(one, other)| format!("{other}__{one}"));
        let fits = self.labels.fit(recorded, ours) || turned.is_some_and(|turned| self.labels.fit(&turned, ours));
        if !fits {
            self.differs(path, &recorded.into(), &ours.into());
        }
    }

    fn object(&mut self, path: &str, recorded: &Map<String, Value>, ours: &Map<String, Value>) {
        let mut unseen: Vec<&String> = ours.keys().collect();
        for (masked, value) in recorded {
            let known = self.labels.fill(masked).ok();
            let key = known.filter(|key| ours.contains_key(key)).or_else(|| self.find(masked, value, ours, &unseen));
            if let Some(key) = key {
                unseen.retain(|other| **other != key);
                self.labels.fit(masked, &key);
                self.value(&format!("{path}/{masked}"), value, &ours[&key]);
            } else {
                self.differences.push(format!("{path}/{masked} is missing"));
            }
        }
        for key in unseen {
            let key = if key.len() == 26 { "<id>" } else { key };
            self.differences.push(format!("{path}/{key} is not in the recording"));
        }
    }

    /// The key that a mask which was not seen before stands for: the one whose value fits.
    fn find(&self, masked: &str, value: &Value, ours: &Map<String, Value>, unseen: &[&String]) -> Option<String> {
        unseen
            .iter()
            .find(|key| {
                let mut trial = self.labels.clone();
                trial.fit(masked, key) && compare(value, &ours[key.as_str()], &mut trial).is_empty()
            })
            .map(|key| (*key).clone())
    }

    fn list(&mut self, path: &str, recorded: &[Value], ours: &[Value]) {
        if let Some((more, kept)) = recorded.split_last()
            && more.as_str().is_some_and(|text| text.starts_with('…'))
        {
            // The recorder kept the beginning.
            return self.list(path, kept, &ours[..kept.len().min(ours.len())]);
        }
        if recorded.len() != ours.len() {
            self.differences.push(format!("{path} has {} elements, recorded were {}", ours.len(), recorded.len()));
        }
        let mut trial = self.labels.clone();
        let differences: Vec<_> =
            recorded.iter().zip(ours).map(|(recorded, ours)| compare(recorded, ours, &mut trial)).collect();
        if differences.iter().all(Vec::is_empty) {
            *self.labels = trial;
            return;
        }
        if is_set(path) && self.set(recorded, ours) {
            return;
        }
        for (index, (recorded, ours)) in recorded.iter().zip(ours).enumerate() {
            self.value(&format!("{path}/{index}"), recorded, ours);
        }
    }

    /// Lists whose order nobody promises.
    fn set(&mut self, recorded: &[Value], ours: &[Value]) -> bool {
        let mut trial = self.labels.clone();
        let mut left: Vec<&Value> = ours.iter().collect();
        for recorded in recorded {
            let fits = |ours: &&Value| compare(recorded, ours, &mut trial.clone()).is_empty();
            let Some(place) = left.iter().position(fits) else { return false };
            compare(recorded, left.remove(place), &mut trial);
        }
        let all = left.is_empty();
        if all {
            *self.labels = trial;
        }
        all
    }

    /// A long list of which the recorder kept the beginning.
    fn shortened(&mut self, path: &str, recorded: &Map<String, Value>, ours: &[Value]) {
        for (key, beginning) in recorded.iter().filter(|(key, _)| key.starts_with('<')) {
            let beginning = beginning.as_array().map(Vec::as_slice).unwrap_or_default();
            for (index, (recorded, ours)) in beginning.iter().zip(ours).enumerate() {
                self.value(&format!("{path}/{key}/{index}"), recorded, ours);
            }
        }
    }

    fn differs(&mut self, path: &str, recorded: &Value, ours: &Value) {
        self.differences.push(format!("{path} is {}, recorded was {}", shown(ours), shown(recorded)));
    }
}

/// What the recorder did not keep: it counted the members of a long object.
fn is_summary(recorded: &Map<String, Value>) -> bool {
    !recorded.is_empty() && recorded.keys().all(|key| matches!(key.as_str(), "keys" | "sections"))
        || (recorded.len() == 1 && recorded.get("status").is_some_and(Value::is_number))
}

/// A few members of the client's configuration, where a recording is about those.
fn is_excerpt(recorded: &Map<String, Value>, ours: &Map<String, Value>) -> bool {
    ours.contains_key("DiagnosticId") && recorded.len() < 10 && recorded.keys().all(|key| ours.contains_key(key))
}

/// What the recorder left out of an event or an answer.
fn is_left_out(recorded: &str) -> bool {
    recorded.starts_with("<full client config") || recorded == "<whole config>"
}

/// `order` of post lists and the channels of a category are orders; other lists may come as they like.
fn is_set(path: &str) -> bool {
    !path.ends_with("/order") && !path.ends_with("/channel_ids") && !path.ends_with("/categories")
}

/// A value as it may stand in a file that does not change from run to run.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let is_id = |word: &str| word.len() >= 26 && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_moment = |word: &str| word.len() >= 12 && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut shown = String::new();
    let mut word = String::new();
    for part in text.chars().chain(['\n']) {
        if part.is_ascii_alphanumeric() {
            word.push(part);
            continue;
        }
        shown.push_str(if is_id(&word) {
            "<id>"
        } else if is_moment(&word) {
            "<time>"
        } else {
            &word
        });
        word.clear();
        shown.push(part);
    }
    shown.trim_end().chars().take(120).collect()
}
