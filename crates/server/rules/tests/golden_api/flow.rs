//! A recorded flow: exchanges by their step.

use countersign_primitives::UserId;
use countersign_server_rules::error::RuleError;
use serde_json::Value;

pub(crate) struct Flow {
    name: &'static str,
    lines: Vec<Value>,
}

pub(crate) struct Step {
    label: String,
    pub(crate) body: Value,
    pub(crate) path: String,
    pub(crate) status: u64,
    pub(crate) answer: Value,
}

pub(crate) fn flow(name: &'static str, text: &str) -> Flow {
    let lines = text.lines().map(|line| serde_json::from_str(line).expect("a recording is JSON")).collect();
    Flow { name, lines }
}

impl Flow {
    pub(crate) fn step(&self, number: u64) -> Step {
        let line = self.lines.iter().find(|line| line["step"] == number).expect("the step was recorded");
        let response = &line["response"];
        Step {
            label: format!("{} {number}", self.name),
            body: line["request"].get("body").cloned().unwrap_or_default(),
            path: line["request"]["path"].as_str().unwrap_or_default().to_owned(),
            status: response["status"].as_u64().unwrap_or_default(),
            answer: response.get("body").cloned().unwrap_or_default(),
        }
    }

    /// Every exchange that was refused: step, and the refusal.
    pub(crate) fn refusals(&self) -> impl Iterator<Item = (u64, &Value)> {
        self.lines.iter().filter_map(|line| {
            let body = &line["response"]["body"];
            (body.get("id").is_some() && body.get("status_code").is_some())
                .then(|| (line["step"].as_u64().unwrap_or_default(), body))
        })
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }
}

impl Step {
    pub(crate) fn text(&self, key: &str) -> &str {
        self.body.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn maybe(&self, key: &str) -> Option<&str> {
        self.body.get(key).and_then(Value::as_str)
    }

    /// The rules' answer is the recorded one: the same refusal, or none.
    pub(crate) fn is<T: std::fmt::Debug>(&self, ours: &Result<T, RuleError>) {
        match ours {
            Ok(_) => assert!((200..300).contains(&self.status), "{}: {} {}", self.label, self.status, self.answer),
            Err(refusal) => {
                let ours = (u64::from(refusal.status()), refusal.id(), refusal.message());
                let text = |key: &str| self.answer[key].as_str().unwrap_or_default();
                assert_eq!(ours, (self.status, text("id"), text("message")), "{}", self.label);
            }
        }
    }
}

/// The id behind a mask: the same for the same label.
pub(crate) fn user(label: &str) -> UserId {
    let letters: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{letters:z<26.26}").parse().expect("26 letters are an id")
}

macro_rules! recorded {
    ($name:literal) => {
        crate::flow::flow($name, include_str!(concat!("../../../../../tests/golden/server-api/", $name, ".jsonl")))
    };
}

pub(crate) use recorded;
