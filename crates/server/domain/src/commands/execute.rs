use countersign_primitives::{ChannelId, TeamId};
use countersign_server_rules::{
    error::{command_not_found, known},
    permissions::{Action, Target},
};
use serde_json::{Map, Value};

use crate::{
    caller::Caller,
    commands::{
        catalogue::COMMANDS,
        run::run,
        scene::{CommandOutcome, Scene, Voice, post},
    },
    domain::Domain,
    error::{Error, Result},
    posts::{Ephemeral, say_ephemeral},
};

/// A command, as a client sends it.
#[derive(Clone, Debug)]
pub struct ExecuteCommand {
    /// The whole text, with its slash.
    pub command: String,
    /// Where it was written; `None` when that is no channel.
    pub channel_id: Option<ChannelId>,
    /// Which team the client shows; only for direct and group messages.
    pub team_id: Option<TeamId>,
    /// In reply to which root, as sent; empty for none.
    pub root_id: String,
}

/// Does what a command says. What it cannot do it says to who ordered it.
///
/// # Errors
/// 400 for what is no command, 403 where the caller may not post, 404 for a command that there is not.
pub async fn execute_command(domain: &Domain, caller: &Caller, asked: ExecuteCommand) -> Result<CommandOutcome> {
    let start = known::COMMAND_EXECUTE_COMMAND_START;
    let text = asked.command.strip_prefix('/').filter(|text| !text.is_empty()).ok_or_else(|| start.clone())?;
    let channel = domain.channel(asked.channel_id.ok_or(start)?).await?;
    domain.require_in_channel(caller, &channel, Action::CreatePost, Target::other()).await?;
    if channel.is_archived() {
        return Err(known::COMMAND_EXECUTE_COMMAND_DELETED.into());
    }
    let (trigger, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let trigger = trigger.to_lowercase();
    if !COMMANDS.iter().any(|command| command.trigger == trigger) {
        return Err(command_not_found(&trigger).into());
    }
    let team_id = channel.team_id.or(asked.team_id);
    let scene = Scene { domain, caller, channel, team_id, root_id: &asked.root_id };
    let outcome = match run(&scene, &trigger, rest.trim()).await {
        Err(Error::Refused(refusal)) => CommandOutcome::told(refusal.message()),
        outcome => outcome?,
    };
    say(&scene, &outcome).await?;
    Ok(outcome)
}

async fn say(scene: &Scene<'_>, outcome: &CommandOutcome) -> Result<()> {
    if outcome.text.is_empty() {
        return Ok(());
    }
    // Apps take the missing picture of a command's post for their own.
    let props: Map<String, Value> =
        [("override_icon_url".to_owned(), Value::String(String::new()))].into_iter().collect();
    match outcome.voice {
        Voice::Silent => {}
        Voice::Ephemeral => {
            let post = Ephemeral {
                author: scene.caller.user_id(),
                channel_id: scene.channel.id,
                root_id: scene.root_id.parse().ok(),
                message: outcome.text.clone(),
                props,
            };
            say_ephemeral(scene.domain, scene.caller.user_id(), post).await;
        }
        Voice::InChannel => {
            post(scene, outcome.text.clone(), outcome.kind, props).await?;
        }
    }
    Ok(())
}
