use crate::channel::ChannelKind;
use countersign_primitives::{ChannelId, UserId};
use serde_json::{Map, Value};

/// What of a post decides who is told.
#[derive(Clone, Copy, Debug)]
pub struct PostFacts<'a> {
    /// Who wrote it.
    pub author: UserId,
    /// Where.
    pub channel_id: ChannelId,
    /// In which kind of channel.
    pub channel_kind: ChannelKind,
    /// Whether the channel is archived: then nobody is told.
    pub channel_archived: bool,
    /// The post's type; empty for what people write.
    pub kind: &'a str,
    /// Whether it is a reply.
    pub is_reply: bool,
    /// Prop `from_webhook` is the text `true`: the owner of the webhook may be told, too.
    pub from_webhook: bool,
    /// Prop `force_notification` is a text that is not empty: a test notification, which passes mute and levels.
    pub force_notification: bool,
    /// Prop `addedUserId` of a `system_add_to_channel` post: who was added.
    pub added_user: Option<UserId>,
}

impl<'a> PostFacts<'a> {
    /// Reads the facts that stand in the props; the channel is taken as not archived.
    pub fn new(
        author: UserId,
        channel: (ChannelId, ChannelKind),
        is_reply: bool,
        kind: &'a str,
        props: &Map<String, Value>,
    ) -> Self {
        let text = |key: &str| props.get(key).and_then(Value::as_str);
        let added = text("addedUserId").filter(|_| kind == "system_add_to_channel");
        Self {
            author,
            channel_id: channel.0,
            channel_kind: channel.1,
            channel_archived: false,
            kind,
            is_reply,
            from_webhook: text("from_webhook") == Some("true"),
            force_notification: text("force_notification").is_some_and(|text| !text.is_empty()),
            added_user: added.and_then(|id| id.parse().ok()),
        }
    }

    /// Whether the author counts as a recipient like anybody else.
    pub fn tells_author(&self) -> bool {
        self.from_webhook
    }

    /// Whether the post is a notice of the system.
    pub fn is_system(&self) -> bool {
        self.kind.starts_with("system_")
    }
}
