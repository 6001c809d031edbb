use std::sync::Arc;

use countersign_server_rules::permissions::{Action, Target};

use crate::{
    channels::{self, get_channel_by_name},
    commands::scene::{CommandOutcome, Scene, Voice},
    error::{Error, Result},
    model::{Channel, User},
};

/// Most people or channels that one command names.
const MAX_NAMED: usize = 20;

/// Adds people to channels: `@ana @ben ~room`. Without a channel to the one where it was written.
pub(super) async fn invite(scene: &Scene<'_>, rest: &str) -> Result<CommandOutcome> {
    let words: Vec<&str> = rest.split_whitespace().take(MAX_NAMED).collect();
    let (rooms, people): (Vec<&str>, Vec<&str>) = words.into_iter().partition(|word| word.starts_with('~'));
    if people.is_empty() {
        return Ok(CommandOutcome::told("Missing Username and Channel."));
    }
    let mut channels = Vec::new();
    let mut said = Vec::new();
    for room in &rooms {
        match channel_named(scene, room).await? {
            Some(channel) => channels.push(channel),
            None => said.push(format!("Could not find the channel {}.", room.trim_start_matches('~'))),
        }
    }
    if rooms.is_empty() {
        channels.push(Arc::clone(&scene.channel));
    }
    for name in people {
        let Some(user) = user_named(scene, name).await? else {
            said.push(not_found(name));
            continue;
        };
        for channel in &channels {
            said.push(add(scene, &user, channel).await?);
        }
    }
    Ok(CommandOutcome::told(said.join("\n")))
}

async fn add(scene: &Scene<'_>, user: &User, channel: &Channel) -> Result<String> {
    let (name, room) = (&user.username, &channel.display_name);
    if scene.domain.membership(channel.id, user.id).await?.is_some() {
        return Ok(format!("{name} is already in the channel."));
    }
    match channels::add_member(scene.domain, scene.caller, channel.id, user.id).await {
        Ok(_) => Ok(format!("{name} added to {room} channel.")),
        Err(Error::Refused(refusal)) if refusal.status() == 403 => {
            Ok(format!("You don't have enough permissions to add {name} in {room}."))
        }
        Err(Error::Refused(refusal)) => Ok(refusal.message().to_owned()),
        Err(error) => Err(error),
    }
}

/// Joins a channel of the team.
pub(super) async fn join(scene: &Scene<'_>, rest: &str) -> Result<CommandOutcome> {
    let Some(channel) = channel_named(scene, rest).await? else {
        return Ok(CommandOutcome::told("An error occurred while listing channels."));
    };
    let me = scene.caller.user_id();
    if scene.domain.membership(channel.id, me).await?.is_none() {
        match channels::add_member(scene.domain, scene.caller, channel.id, me).await {
            Err(Error::Refused(_)) => {
                return Ok(CommandOutcome::told("An error occurred while joining the channel."));
            }
            outcome => outcome.map(drop)?,
        }
    }
    Ok(CommandOutcome::goes(place(scene, &format!("channels/{}", channel.name)).await?))
}

/// Removes somebody from the channel.
pub(super) async fn remove(scene: &Scene<'_>, rest: &str) -> Result<CommandOutcome> {
    let name = rest.split_whitespace().next().unwrap_or_default();
    if name.is_empty() {
        return Ok(CommandOutcome::told("A message must be provided with the /remove or /kick command."));
    }
    let target = Target::other();
    scene.domain.require_in_channel(scene.caller, &scene.channel, Action::RemoveChannelMember, target).await?;
    let Some(user) = user_named(scene, name).await? else { return Ok(CommandOutcome::told(not_found(name))) };
    if scene.domain.membership(scene.channel.id, user.id).await?.is_none() {
        return Ok(CommandOutcome::told(format!("{} is not a member of this channel.", user.username)));
    }
    channels::remove_member(scene.domain, scene.caller, scene.channel.id, user.id).await?;
    Ok(CommandOutcome { voice: Voice::Ephemeral, ..CommandOutcome::default() })
}

/// Leaves the channel.
pub(super) async fn leave(scene: &Scene<'_>) -> Result<CommandOutcome> {
    let me = scene.caller.user_id();
    channels::remove_member(scene.domain, scene.caller, scene.channel.id, me).await?;
    Ok(CommandOutcome::goes(place(scene, "channels/town-square").await?))
}

/// A channel of the team that the caller may see, by `~name` or name.
pub(super) async fn channel_named(scene: &Scene<'_>, name: &str) -> Result<Option<Arc<Channel>>> {
    let name = name.trim_start_matches('~');
    let Some(team_id) = scene.team_id.filter(|_| !name.is_empty()) else { return Ok(None) };
    match get_channel_by_name(scene.domain, scene.caller, team_id, name, false).await {
        Ok(state) => Ok(Some(Arc::new(state.channel))),
        Err(Error::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// An active account by `@name` or name.
pub(super) async fn user_named(scene: &Scene<'_>, name: &str) -> Result<Option<User>> {
    let name = name.trim_start_matches('@').to_lowercase();
    let found = scene.domain.store().users_by_names(&[name]).await?.pop();
    Ok(found.filter(User::is_active))
}

pub(super) fn not_found(name: &str) -> String {
    let name = name.trim_start_matches('@');
    format!("We couldn't find the user {name}. They may have been deactivated by the System Administrator.")
}

/// The address of a place in the team that the client shows.
pub(super) async fn place(scene: &Scene<'_>, rest: &str) -> Result<String> {
    let team = match scene.team_id {
        Some(team_id) => scene.domain.store().team(team_id).await?,
        None => None,
    };
    Ok(team.map_or_else(String::new, |team| format!("/{}/{rest}", team.name)))
}
