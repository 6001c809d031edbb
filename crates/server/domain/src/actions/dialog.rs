use countersign_primitives::{ChannelId, TeamId};
use countersign_server_rules::{
    error::{invalid_body_param, known},
    permissions::{Action, Target},
};
use serde_json::{Map, Value, json};

use crate::{
    actions::{press::refusal, trigger::presser},
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
};

/// Longest dialog, in bytes of its JSON.
const MAX_BYTES: usize = 200_000;

/// Shows a dialog to who has just pressed a program's button: the program asks for it, with the proof it was given.
///
/// # Errors
/// 400 for what is no dialog, and without a proof that is good.
pub async fn open_dialog(domain: &Domain, asked: Map<String, Value>) -> Result<()> {
    let text = |key: &str| asked.get(key).and_then(Value::as_str).unwrap_or_default();
    let dialog = asked.get("dialog").filter(|dialog| dialog.is_object()).ok_or_else(|| invalid_body_param("dialog"))?;
    if text("url").is_empty() {
        return Err(invalid_body_param("url").into());
    }
    let user_id = presser(domain, text("trigger_id"))?;
    let shown = json!({ "trigger_id": text("trigger_id"), "url": text("url"), "dialog": dialog }).to_string();
    if shown.len() > MAX_BYTES {
        return Err(invalid_body_param("dialog").into());
    }
    domain.say(EventKind::OpenDialog(shown), Audience::user(user_id)).await;
    Ok(())
}

/// What somebody filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DialogSubmission {
    /// Where it goes.
    pub url: String,
    /// The program's name for the dialog.
    pub callback_id: String,
    /// What the program wants back.
    pub state: String,
    /// In which channel.
    pub channel_id: Option<ChannelId>,
    /// In which team; none in direct and group messages.
    pub team_id: Option<TeamId>,
    /// What was filled in, by element.
    pub submission: Map<String, Value>,
    /// Whether it was closed without.
    pub cancelled: bool,
}

/// Brings the program behind a dialog what was filled in, and returns what it answers.
///
/// # Errors
/// 400 without an address and when the program does not answer as it should, 403 where the caller may not read.
pub async fn submit_dialog(domain: &Domain, caller: &Caller, sent: DialogSubmission) -> Result<Value> {
    let answer = tell(domain, caller, "dialog_submission", sent).await?;
    let known = ["error", "errors", "type", "form"];
    let kept = known.iter().filter_map(|key| Some(((*key).to_owned(), answer.get(*key)?.clone())));
    Ok(Value::Object(kept.collect()))
}

/// Asks the program behind a dialog for the entries of a menu.
///
/// # Errors
/// As [`submit_dialog`].
pub async fn look_up_entries(domain: &Domain, caller: &Caller, sent: DialogSubmission) -> Result<Value> {
    let answer = tell(domain, caller, "dialog_lookup", sent).await?;
    let items = answer.get("items").filter(|items| items.is_array()).cloned().unwrap_or_else(|| json!([]));
    Ok(json!({ "items": items }))
}

async fn tell(domain: &Domain, caller: &Caller, kind: &str, sent: DialogSubmission) -> Result<Value> {
    if sent.url.is_empty() {
        return Err(invalid_body_param("url").into());
    }
    check_place(domain, caller, sent.channel_id, sent.team_id).await?;
    let told = json!({
        "type": kind, "callback_id": sent.callback_id, "state": sent.state,
        "user_id": caller.user_id(), "channel_id": sent.channel_id,
        "team_id": sent.team_id.map(|id| id.to_string()).unwrap_or_default(),
        "submission": sent.submission, "cancelled": sent.cancelled,
    });
    let settings = domain.settings();
    let inside = &settings.service_settings.allowed_untrusted_internal_connections;
    Ok(domain.integrations().ask(&sent.url, told, inside).await.map_err(|error| refusal(&error))?)
}

async fn check_place(
    domain: &Domain,
    caller: &Caller,
    channel_id: Option<ChannelId>,
    team_id: Option<TeamId>,
) -> Result<()> {
    let channel_id = channel_id.ok_or_else(|| invalid_body_param("channel_id"))?;
    let channel = domain.channel(channel_id).await.map_err(|_| known::CONTEXT_PERMISSIONS)?;
    domain.require_in_channel(caller, &channel, Action::ReadPosts, Target::other()).await?;
    if let Some(team_id) = team_id {
        domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await?;
    }
    Ok(())
}
