//! The notification that somebody asks for to see whether notifications arrive.

use std::sync::Arc;

use serde_json::{Map, Value};

use countersign_primitives::AckId;

use crate::{
    bots::system_bot,
    caller::Caller,
    channels::ensure_direct,
    domain::Domain,
    error::Result,
    posts::{MachinePost, post_by_machine},
};

/// Writes to the caller in the server's own name, with a push that passes mute and levels.
///
/// # Errors
/// 400 when somebody has the name of the server's bot.
pub async fn send_test_notification(domain: &Domain, caller: &Caller) -> Result<()> {
    let bot = system_bot(domain).await?;
    let me = caller.user_id();
    let channel = ensure_direct(domain, me, me, bot.id).await?.channel;
    let mark = AckId::generate(domain.random().as_ref()).to_string();
    let props: Map<String, Value> = [("force_notification", mark), ("from_bot", "true".to_owned())]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), Value::String(value)))
        .collect();
    let post = MachinePost {
        channel: Arc::new(channel),
        author: bot,
        root_id: String::new(),
        message: "If you received this test notification, it worked!".to_owned(),
        kind: String::new(),
        props,
        by_machine: true,
    };
    post_by_machine(domain, post).await.map(drop)
}
