use std::sync::Arc;

use countersign_primitives::SessionId;
use countersign_server_rules::channel::ChannelKind;

use crate::{
    model::{Channel, Post, User},
    ports::store::PendingKey,
};

/// A post that is good, with what is known around it.
pub(super) struct Draft {
    pub post: Post,
    pub channel: Arc<Channel>,
    pub author: Arc<User>,
    /// By which session it came; none when the server wrote it.
    pub session_id: Option<SessionId>,
    /// The author's own name for it.
    pub pending: Option<PendingKey>,
    /// Whether the author becomes online by it.
    pub set_online: bool,
    /// Whether a webhook or a bot wrote it.
    pub by_machine: bool,
    /// Whether the author may address everybody.
    pub may_mention_channel: bool,
}

impl Draft {
    /// What the channel is called in events: in a direct message by who wrote.
    pub(super) fn channel_display_name(&self) -> String {
        match self.channel.kind {
            ChannelKind::Direct => format!("@{}", self.author.username),
            _ => self.channel.display_name.clone(),
        }
    }

    /// What the author is called in events: machines may use other names, if the server lets them.
    pub(super) fn sender_name(&self, machines_choose: bool) -> String {
        if self.post.is_system() {
            return "System".to_owned();
        }
        let chosen = self.post.props.get("override_username").and_then(serde_json::Value::as_str);
        match chosen.filter(|name| machines_choose && self.by_machine && !name.is_empty()) {
            Some(name) => name.to_owned(),
            None => format!("@{}", self.author.username),
        }
    }
}
