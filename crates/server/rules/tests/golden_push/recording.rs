//! The recordings: one JSON object a line, the first of which describes the file.

use serde_json::Value;

/// One recorded case.
pub(crate) struct Case {
    pub(crate) file: &'static str,
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) given: Value,
    pub(crate) body: Value,
    pub(crate) pushes: Vec<Value>,
    /// Reasons of the notification log that are about a recipient.
    pub(crate) reasons: Vec<String>,
    /// The file's `PushNotificationContents` and `CollapsedThreads`.
    pub(crate) contents: String,
    pub(crate) collapsed_threads: String,
}

impl Case {
    pub(crate) fn label(&self) -> String {
        format!("{} {} ({})", self.file, self.number, self.name)
    }

    pub(crate) fn given(&self, key: &str) -> Option<&str> {
        self.given.get(key)?.as_str()
    }

    pub(crate) fn text(&self, key: &str) -> &str {
        self.body.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

/// All cases of a file that was read into `text`.
pub(crate) fn cases(file: &'static str, text: &str) -> Vec<Case> {
    let mut lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a recording is JSON"));
    let head = lines.next().expect("a file has a first line");
    let setting = |key: &str| head["settings"].get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    lines
        .map(|line| Case {
            file,
            number: line["n"].as_u64().expect("a case has a number"),
            name: line["case"].as_str().expect("a case has a name").to_owned(),
            given: line["given"].clone(),
            body: line["when"].get("body").cloned().unwrap_or_default(),
            pushes: list(&line["pushes"]).iter().map(|push| push["body"].clone()).collect(),
            reasons: list(&line["notification_log"])
                .iter()
                .filter(|entry| entry["msg"].as_str().is_some_and(|text| text.starts_with("Notification not sent")))
                .filter_map(|entry| entry["reason"].as_str().map(str::to_owned))
                .collect(),
            contents: setting("PushNotificationContents"),
            collapsed_threads: setting("CollapsedThreads"),
        })
        .collect()
}

macro_rules! recorded {
    ($file:literal) => {
        $crate::recording::cases(
            $file,
            include_str!(concat!("../../../../../tests/golden/server-push/", $file, ".jsonl")),
        )
    };
}

pub(crate) use recorded;
