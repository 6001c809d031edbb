use countersign_primitives::TeamId;
use countersign_server_rules::permissions::{Action, Target};

use crate::{caller::Caller, domain::Domain, error::Result, model::Command};

const fn command(trigger: &'static str, hint: &'static str, description: &'static str) -> Command {
    Command { trigger, hint, description }
}

/// All commands, by trigger.
pub(super) const COMMANDS: &[Command] = &[
    command("away", "", "Set your status away"),
    command("code", "[text]", "Display text as a code block"),
    command("collapse", "", "Show links to images collapsed"),
    command("dnd", "", "Do not disturb disables desktop and mobile push notifications."),
    command("echo", "[message]", "Post a message as it is"),
    command("expand", "", "Show links to images expanded"),
    command("groupmsg", "@[username1],@[username2] 'message'", "Sends a Group Message to the specified users"),
    command("header", "[text]", "Edit the channel header"),
    command("help", "", "Say what commands there are"),
    command("invite", "@[username]... ~[channel]...", "Invite people to a channel"),
    command("join", "~[channel]", "Join a public channel"),
    command("kick", "@[username]", "Remove a member from the channel"),
    command("leave", "", "Leave the current channel"),
    command("logout", "", "Sign out"),
    command("me", "[message]", "Do an action"),
    command("msg", "@[username] 'message'", "Send a direct message"),
    command("mute", "~[channel]", "Turn notifications of a channel off, or on again"),
    command("offline", "", "Set your status offline"),
    command("online", "", "Set your status online"),
    command("open", "~[channel]", "Join a public channel"),
    command("purpose", "[text]", "Edit the channel purpose"),
    command("remove", "@[username]", "Remove a member from the channel"),
    command("rename", "[text]", "Rename the channel"),
    command("shrug", "[message]", r"Adds ¯\_(ツ)_/¯ to your message"),
];

/// The commands there are in a team.
///
/// # Errors
/// 403 in a team that the caller is not in.
pub async fn list_commands(domain: &Domain, caller: &Caller, team_id: TeamId) -> Result<&'static [Command]> {
    domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await?;
    Ok(COMMANDS)
}

/// Commands to offer while somebody types: those that begin with what stands behind the slash.
///
/// # Errors
/// 403 in a team that the caller is not in.
pub async fn suggest_commands(domain: &Domain, caller: &Caller, team_id: TeamId, typed: &str) -> Result<Vec<Command>> {
    let all = list_commands(domain, caller, team_id).await?;
    let typed = typed.strip_prefix('/').unwrap_or(typed).to_lowercase();
    Ok(all.iter().filter(|command| command.trigger.starts_with(&typed)).copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_stand_in_order_and_once() {
        assert!(COMMANDS.is_sorted_by(|a, b| a.trigger < b.trigger));
    }
}
