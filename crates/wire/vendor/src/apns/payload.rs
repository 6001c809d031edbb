use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The JSON body of a push: Apple's `aps` and the app's own members beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Payload {
    /// Apple's part.
    #[serde(default)]
    pub aps: Aps,
    /// The app's members, by name.
    #[serde(flatten)]
    pub own: Map<String, Value>,
}

/// What Apple and iOS read. Members that are not set are left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Aps {
    /// What is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<Alert>,
    /// The number on the icon; 0 removes it, `None` leaves it alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub badge: Option<i64>,
    /// A sound of the app's bundle, or `default`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound: Option<String>,
    /// Groups notifications.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<String>,
    /// Which actions stand under the notification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// 1 wakes the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_available: Option<u8>,
    /// 1 lets the notification service extension change it before it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutable_content: Option<u8>,
    /// Members of `aps` this crate has no name for.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What is shown: one text, or a title and a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Alert {
    /// One text.
    Text(String),
    /// Title and body, each left out when empty.
    Parts {
        /// The first line.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        title: String,
        /// The text below it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        body: String,
    },
}
