use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// A block below a post's text, in its property `attachments`. Buttons and menus are not taken over: what they are sent
/// to must not reach clients.
///
/// Source: `mattermost/mattermost` `server/public/model/slack_attachment.go`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attachment {
    /// A number of its own.
    #[serde(deserialize_with = "number")]
    pub id: i64,
    /// The whole as one text, for clients that show no blocks.
    #[serde(deserialize_with = "text")]
    pub fallback: String,
    /// Of the line beside it.
    #[serde(deserialize_with = "text")]
    pub color: String,
    /// Above the block.
    #[serde(deserialize_with = "text")]
    pub pretext: String,
    /// Who wrote it.
    #[serde(deserialize_with = "text")]
    pub author_name: String,
    /// Where the author's name leads.
    #[serde(deserialize_with = "text")]
    pub author_link: String,
    /// Beside the author's name.
    #[serde(deserialize_with = "text")]
    pub author_icon: String,
    /// The block's title.
    #[serde(deserialize_with = "text")]
    pub title: String,
    /// Where the title leads.
    #[serde(deserialize_with = "text")]
    pub title_link: String,
    /// The block's text.
    #[serde(deserialize_with = "text")]
    pub text: String,
    /// A table.
    pub fields: Option<Vec<AttachmentField>>,
    /// A picture below the text.
    #[serde(deserialize_with = "text")]
    pub image_url: String,
    /// A picture beside the text.
    #[serde(deserialize_with = "text")]
    pub thumb_url: String,
    /// Below everything.
    #[serde(deserialize_with = "text")]
    pub footer: String,
    /// Beside the footer.
    #[serde(deserialize_with = "text")]
    pub footer_icon: String,
    /// When: text or number.
    pub ts: Value,
    /// Buttons and menus, as objects; left out when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions: Option<Vec<Value>>,
}

/// A row of an attachment's table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttachmentField {
    /// What it is.
    #[serde(deserialize_with = "text")]
    pub title: String,
    /// Its value: text or number.
    pub value: Value,
    /// Whether it may stand beside another.
    #[serde(deserialize_with = "truth")]
    pub short: bool,
}

fn text<'de, D: Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(value)?.unwrap_or_default())
}

fn number<'de, D: Deserializer<'de>>(value: D) -> Result<i64, D::Error> {
    Ok(Value::deserialize(value)?.as_i64().unwrap_or_default())
}

/// Programs write `true` and `"true"`.
fn truth<'de, D: Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(value)? {
        Value::Bool(truth) => truth,
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        _ => false,
    })
}
