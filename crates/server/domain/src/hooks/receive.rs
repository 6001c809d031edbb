use std::sync::Arc;

use countersign_primitives::HookId;
use countersign_server_rules::{
    channel::ChannelKind,
    error::known,
    post::{DEFAULT_MAX_POST_CHARS, INTEGRATION_PROPS},
};
use serde_json::{Map, Value};

use crate::{
    channels,
    domain::Domain,
    error::Result,
    hooks::{create_hook::check_enabled, slack_text::from_slack},
    model::{Channel, IncomingHook, User},
    posts::{MachinePost, post_by_machine},
};

/// What another program posts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HookMessage {
    /// The text.
    pub text: String,
    /// The name the post carries; empty for the hook's.
    pub username: String,
    /// The picture the post carries; empty for the hook's.
    pub icon_url: String,
    /// The emoji the post carries in the place of a picture; empty for none.
    pub icon_emoji: String,
    /// Where else, `#name`, name, id or `@user`; empty for the hook's channel.
    pub channel: String,
    /// The type; empty for ordinary posts.
    pub kind: String,
    /// Free properties.
    pub props: Map<String, Value>,
    /// Attachments, in their whole form.
    pub attachments: Vec<Value>,
}

/// The name of posts that name none.
const USUAL_NAME: &str = "webhook";

/// Most posts that one text is split into.
const MAX_POSTS: usize = 20;

/// Posts what another program sends to a hook's address. A text that is too long becomes several posts.
///
/// # Errors
/// 501 where the server has no hooks, 400 for no hook, nothing to say and what may not be posted, 403 for channels that
/// the hook may not post to, 404 for no channel.
pub async fn receive(domain: &Domain, id: HookId, message: HookMessage) -> Result<()> {
    check_enabled(domain)?;
    let hook = domain.store().hook(id).await?.ok_or(known::INCOMING_WEBHOOK_INVALID)?;
    let author = domain.find_user(hook.user_id).await?.filter(|user| user.is_active());
    let author = author.ok_or(known::INCOMING_WEBHOOK_INVALID)?;
    if message.text.is_empty() && message.attachments.is_empty() {
        return Err(known::INCOMING_WEBHOOK_TEXT.into());
    }
    let channel = target(domain, &hook, &author, &message.channel).await?;
    let kind = if message.attachments.is_empty() { message.kind.clone() } else { "slack_attachment".to_owned() };
    let texts = split(&from_slack(domain, &message.text).await?);
    let last = texts.len() - 1;
    let mut props = props(domain, &hook, message);
    let attachments = props.remove("attachments");
    for (place, text) in texts.into_iter().enumerate() {
        let is_last = place == last;
        let mut props = props.clone();
        if let (true, Some(attachments)) = (is_last, &attachments) {
            props.insert("attachments".to_owned(), attachments.clone());
        }
        let post = MachinePost {
            channel: Arc::clone(&channel),
            author: Arc::clone(&author),
            root_id: String::new(),
            message: text,
            kind: if is_last { kind.clone() } else { String::new() },
            props,
            by_machine: true,
        };
        post_by_machine(domain, post).await?;
    }
    Ok(())
}

/// Where a post goes.
async fn target(domain: &Domain, hook: &IncomingHook, author: &User, asked: &str) -> Result<Arc<Channel>> {
    let missing = || known::INCOMING_WEBHOOK_CHANNEL;
    let channel = if asked.is_empty() {
        domain.find_channel(hook.channel_id).await?.ok_or_else(missing)?
    } else if let Some(username) = asked.strip_prefix('@') {
        let found = domain.store().users_by_names(&[username.to_lowercase()]).await?.pop();
        let user = found.ok_or(known::INCOMING_WEBHOOK_USER)?;
        if hook.channel_locked {
            return Err(known::INCOMING_WEBHOOK_CHANNEL_LOCKED.into());
        }
        Arc::new(channels::ensure_direct(domain, author.id, author.id, user.id).await?.channel)
    } else {
        named(domain, hook, asked.trim_start_matches('#')).await?.ok_or_else(missing)?
    };
    if hook.channel_locked && channel.id != hook.channel_id {
        return Err(known::INCOMING_WEBHOOK_CHANNEL_LOCKED.into());
    }
    let is_open = channel.kind == ChannelKind::Public;
    if !is_open && domain.membership(channel.id, author.id).await?.is_none() {
        return Err(known::INCOMING_WEBHOOK_PERMISSIONS.into());
    }
    Ok(channel)
}

/// A channel of the hook's team by name or id.
async fn named(domain: &Domain, hook: &IncomingHook, name: &str) -> Result<Option<Arc<Channel>>> {
    if let Some(state) = domain.store().channel_by_name(hook.team_id, &name.to_lowercase(), false).await? {
        return Ok(Some(Arc::new(state.channel)));
    }
    let Ok(id) = name.parse() else { return Ok(None) };
    Ok(domain.find_channel(id).await?.filter(|channel| channel.team_id == Some(hook.team_id)))
}

fn props(domain: &Domain, hook: &IncomingHook, message: HookMessage) -> Map<String, Value> {
    let settings = domain.settings();
    let service = &settings.service_settings;
    let first = |texts: [&str; 3]| texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned();
    let mut props = message.props;
    props.retain(|key, _| !INTEGRATION_PROPS.contains(&key.as_str()) && key != "force_notification");
    let mut put = |key: &str, value: Value| props.insert(key.to_owned(), value);
    put("from_webhook", "true".into());
    put("webhook_display_name", hook.display_name.clone().into());
    if service.enable_post_username_override {
        put("override_username", first([&message.username, &hook.username, USUAL_NAME]).into());
    }
    if service.enable_post_icon_override {
        let icon = first([&message.icon_url, &hook.icon_url, ""]);
        if !icon.is_empty() {
            put("override_icon_url", icon.into());
        }
        if !message.icon_emoji.is_empty() {
            put("override_icon_emoji", message.icon_emoji.into());
        }
    }
    if !message.attachments.is_empty() {
        put("attachments", message.attachments.into());
    }
    props
}

/// A text in pieces that fit into posts; one, that may be empty, when it fits.
fn split(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut room = DEFAULT_MAX_POST_CHARS;
    for letter in text.chars() {
        if room == 0 {
            if pieces.len() == MAX_POSTS {
                break;
            }
            pieces.push(String::new());
            room = DEFAULT_MAX_POST_CHARS;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
        room -= 1;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_split_and_endless_ones_cut() {
        assert_eq!(split(""), [""]);
        assert_eq!(split("short"), ["short"]);
        let long = split(&"é".repeat(DEFAULT_MAX_POST_CHARS + 1));
        assert_eq!((long.len(), long[1].as_str()), (2, "é"));
        assert_eq!(split(&"x".repeat(DEFAULT_MAX_POST_CHARS * 30)).len(), MAX_POSTS);
    }
}
