use countersign_mobile_host::Notification;
use countersign_mobile_store::PushRow;
use countersign_wire_push::{CATEGORY_CAN_REPLY, DevicePush, PushMessage};

use crate::app::Account;

/// What a push says, whether it carried it or it was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) title: String,
    pub(super) body: String,
    pub(super) channel_id: Option<String>,
    pub(super) root_id: Option<String>,
    can_reply: bool,
}

/// What shows when the push says nothing itself.
const NO_TEXT: &str = "You have a new message.";

impl Content {
    /// What the push carries. Of an ID-only one that is a sentence without contents.
    pub(super) fn carried(push: &DevicePush, account: &Account) -> Self {
        let sender = push.override_username.clone().or_else(|| push.sender_name.clone());
        // ID-only pushes of the incumbent's gateway name "Someone" as their sender.
        let title = push.channel_name.clone().or_else(|| sender.filter(|_| !push.id_loaded));
        Self {
            title: title.unwrap_or_else(|| account.facts().policy.vendor().to_owned()),
            body: push.message.clone().unwrap_or_else(|| NO_TEXT.to_owned()),
            channel_id: push.channel_id.clone(),
            root_id: push.root_id.clone(),
            can_reply: push.category.as_deref() == Some(CATEGORY_CAN_REPLY),
        }
    }

    /// What the server answered.
    pub(super) fn fetched(answer: &PushMessage, push: &DevicePush, account: &Account) -> Self {
        let carried = Self::carried(push, account);
        let first = |texts: [&String; 3]| texts.into_iter().find(|text| !text.is_empty()).cloned();
        let own = |text: &String, otherwise: Option<String>| {
            if text.is_empty() { otherwise } else { Some(text.clone()) }
        };
        Self {
            title: first([&answer.channel_name, &answer.override_username, &answer.sender_name])
                .unwrap_or(carried.title),
            body: own(&answer.message, Some(carried.body)).unwrap_or_default(),
            channel_id: own(&answer.channel_id, carried.channel_id),
            root_id: own(&answer.root_id, carried.root_id),
            can_reply: answer.category == CATEGORY_CAN_REPLY || carried.can_reply,
        }
    }

    /// As the operating system shows it.
    pub(super) fn notification(&self, push: &DevicePush, row: &PushRow, account: &Account) -> Notification {
        let thread = match &self.root_id {
            Some(root) if push.is_crt_enabled => Some(root.clone()),
            _ => self.channel_id.clone(),
        };
        Notification {
            id: row.notification_id.clone(),
            account: account.name().to_owned(),
            thread: thread.unwrap_or_default(),
            title: self.title.clone(),
            body: self.body.clone(),
            can_reply: self.can_reply,
        }
    }
}

/// The same for the same post, so that a push shown again replaces itself.
pub(super) fn notification_id(push: &DevicePush) -> String {
    let candidates = [("post", &push.post_id), ("channel", &push.channel_id), ("push", &push.ack_id)];
    let named = candidates.into_iter().find_map(|(kind, id)| id.as_ref().map(|id| format!("{kind}.{id}")));
    named.unwrap_or_else(|| push.kind.as_str().to_owned())
}
