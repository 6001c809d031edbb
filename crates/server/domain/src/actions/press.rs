use countersign_primitives::{PostId, UserId};
use countersign_server_rules::{
    error::{RuleError, known},
    post::{DEFAULT_MAX_POST_CHARS, check_message, check_props_size, hashtags},
};
use serde_json::{Map, Value, json};

use crate::{
    actions::trigger::trigger_id,
    buttons::{Button, find_button, name_buttons},
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::{Channel, Post, PostView},
    ports::{integrations::IntegrationError, store::PostChange},
    posts::{Ephemeral, for_event, readable_post, say_ephemeral},
};

/// Props of a post by which it is a program's: an answer cannot change them.
const OF_ORIGIN: [&str; 8] = [
    "from_webhook",
    "from_bot",
    "from_plugin",
    "from_oauth_app",
    "override_username",
    "override_icon_url",
    "override_icon_emoji",
    "webhook_display_name",
];

/// Somebody presses a button, or chooses from a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    /// Of which post.
    pub post_id: PostId,
    /// Which button.
    pub button_id: String,
    /// What was chosen; empty for buttons.
    pub selected_option: String,
}

/// Tells the program behind a button that it was pressed, and does what it answers: it may change the post, and say
/// something to who pressed. Returns what lets it open a dialog.
///
/// # Errors
/// 404 without such a post or button, 403 where the caller may not read, 400 when the program does not answer as it
/// should.
pub async fn press(domain: &Domain, caller: &Caller, press: Press) -> Result<String> {
    let post = readable_post(domain, caller, press.post_id).await?;
    let button = find_button(&post.props, &press.button_id).ok_or(known::POST_DO_ACTION_ACTION_ID)?;
    let channel = domain.channel(post.channel_id).await?;
    let trigger = trigger_id(domain, caller.user_id());
    let told = told(domain, caller, &post, &channel, &button, (&press.selected_option, &trigger)).await?;
    let settings = domain.settings();
    let inside = &settings.service_settings.allowed_untrusted_internal_connections;
    let answer = domain.integrations().ask(&button.url, told, inside).await.map_err(|error| refusal(&error))?;
    obey(domain, caller.user_id(), post, &answer).await?;
    Ok(trigger)
}

/// What the program is told.
async fn told(
    domain: &Domain,
    caller: &Caller,
    post: &Post,
    channel: &Channel,
    button: &Button,
    (selected, trigger): (&str, &str),
) -> Result<Value> {
    let team = match channel.team_id {
        Some(team_id) => domain.store().team(team_id).await?,
        None => None,
    };
    let mut context = button.context.clone();
    if button.kind == "select" {
        context.insert("selected_option".to_owned(), selected.into());
    }
    Ok(json!({
        "user_id": caller.user_id(), "user_name": caller.user.username,
        "channel_id": channel.id, "channel_name": channel.name,
        "team_id": team.as_ref().map(|team| team.id.to_string()).unwrap_or_default(),
        "team_domain": team.map(|team| team.name).unwrap_or_default(),
        "post_id": post.id, "trigger_id": trigger,
        "type": button.kind, "data_source": button.data_source, "context": context,
    }))
}

async fn obey(domain: &Domain, user_id: UserId, post: Post, answer: &Value) -> Result<()> {
    let (channel_id, root_id, author) = (post.channel_id, post.root_id, post.user_id);
    if let Some(update) = answer.get("update").and_then(Value::as_object) {
        change(domain, post, update).await?;
    }
    let text = answer.get("ephemeral_text").and_then(Value::as_str).unwrap_or_default();
    if !text.is_empty() {
        let props = [("from_webhook".to_owned(), Value::String("true".to_owned()))].into_iter().collect();
        let said = Ephemeral { author, channel_id, root_id, message: text.to_owned(), props };
        say_ephemeral(domain, user_id, said).await;
    }
    Ok(())
}

/// Changes a post as its program wants it.
async fn change(domain: &Domain, post: Post, update: &Map<String, Value>) -> Result<()> {
    let message = update.get("message").and_then(Value::as_str).unwrap_or(&post.message);
    check_message(message, DEFAULT_MAX_POST_CHARS)?;
    let mut props = update.get("props").and_then(Value::as_object).cloned().unwrap_or_else(|| post.props.clone());
    for key in OF_ORIGIN {
        props.remove(key);
        props.extend(post.props.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    props.remove("force_notification");
    check_props_size(&props)?;
    name_buttons(&mut props, domain.random().as_ref());
    let text = (message.to_owned(), hashtags(message));
    let change = PostChange { message: Some(text), props: Some(props), file_ids: None, is_pinned: None };
    let former = PostId::generate(domain.random().as_ref());
    let changed = domain.store().change_post(post.id, former, change, domain.now()).await?;
    let Some(changed) = changed else { return Ok(()) };
    let channel_id = changed.channel_id;
    let view = for_event(domain, PostView::plain(changed)).await;
    domain.say(EventKind::PostEdited(Box::new(view)), Audience::channel(channel_id)).await;
    Ok(())
}

/// What somebody is told whose press came to nothing.
pub(super) fn refusal(error: &IntegrationError) -> RuleError {
    tracing::info!(%error, "an integration was asked in vain");
    known::POST_DO_ACTION_ACTION_INTEGRATION
}
