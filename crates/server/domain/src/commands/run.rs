use serde_json::Map;

use crate::{
    commands::{
        catalogue::COMMANDS,
        conversations, membership, presence,
        scene::{CommandOutcome, Scene, post},
        texts,
    },
    error::Result,
};

/// Runs a command. `rest` is what follows it, without the blanks around.
pub(super) async fn run(scene: &Scene<'_>, trigger: &str, rest: &str) -> Result<CommandOutcome> {
    match trigger {
        "away" | "online" | "offline" | "dnd" => presence::set(scene, trigger).await,
        "mute" => presence::mute(scene, rest).await,
        "collapse" => presence::collapse(scene, true).await,
        "expand" => presence::collapse(scene, false).await,
        "header" | "purpose" | "rename" => texts::change(scene, trigger, rest).await,
        "invite" => membership::invite(scene, rest).await,
        "join" | "open" => membership::join(scene, rest).await,
        "kick" | "remove" => membership::remove(scene, rest).await,
        "leave" => membership::leave(scene).await,
        "msg" => conversations::message(scene, rest).await,
        "groupmsg" => conversations::group_message(scene, rest).await,
        "me" => Ok(CommandOutcome { kind: "me", ..CommandOutcome::posted(format!("*{rest}*")) }),
        "shrug" => Ok(CommandOutcome::posted(format!(r"{rest} ¯\\\_(ツ)\_/¯").trim_start().to_owned())),
        "code" => Ok(code(rest)),
        "echo" => echo(scene, rest).await,
        "logout" => Ok(CommandOutcome::goes("/login".to_owned())),
        _ => Ok(CommandOutcome::told(help())),
    }
}

fn code(rest: &str) -> CommandOutcome {
    if rest.is_empty() {
        return CommandOutcome::told("A message must be provided with the /code command.");
    }
    CommandOutcome::posted(format!("    {}", rest.lines().collect::<Vec<_>>().join("\n    ")))
}

/// Posts a message; a number behind it, once a delay, is taken off.
async fn echo(scene: &Scene<'_>, rest: &str) -> Result<CommandOutcome> {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let message = match rest.rsplit_once(' ') {
        Some((message, delay)) if is_number(delay) => message.trim_end(),
        _ => rest,
    };
    let message = message.trim_matches('"');
    if message.is_empty() {
        return Ok(CommandOutcome::told("A message must be provided with the /echo command."));
    }
    post(scene, message.to_owned(), "", Map::new()).await?;
    Ok(CommandOutcome::default())
}

fn help() -> String {
    let lines = COMMANDS.iter().map(|command| {
        let hint = if command.hint.is_empty() { String::new() } else { format!(" {}", command.hint) };
        format!("* `/{}{hint}`: {}", command.trigger, command.description)
    });
    format!("Commands of this server:\n\n{}", lines.collect::<Vec<_>>().join("\n"))
}
