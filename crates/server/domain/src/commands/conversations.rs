use countersign_primitives::{ChannelId, UserId};

use crate::{
    channels,
    commands::{
        membership::{not_found, place, user_named},
        scene::{CommandOutcome, Scene},
    },
    error::Result,
    posts::{self, NewPost},
};

/// Writes to one person: `@ana a message`.
pub(super) async fn message(scene: &Scene<'_>, rest: &str) -> Result<CommandOutcome> {
    let (name, text) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let Some(user) = user_named(scene, name).await? else { return Ok(CommandOutcome::told(not_found(name))) };
    let me = scene.caller.user_id();
    let asked = if user.id == me { vec![me] } else { vec![me, user.id] };
    let channel = channels::create_direct(scene.domain, scene.caller, &asked).await?.channel;
    write(scene, channel.id, text).await?;
    Ok(CommandOutcome::goes(place(scene, &format!("messages/@{}", user.username)).await?))
}

/// Writes to several people: `@ana,@ben a message`.
pub(super) async fn group_message(scene: &Scene<'_>, rest: &str) -> Result<CommandOutcome> {
    let (names, text) = names_and_text(rest);
    let mut people: Vec<UserId> = vec![scene.caller.user_id()];
    for name in names {
        match user_named(scene, name).await? {
            Some(user) => people.push(user.id),
            None => return Ok(CommandOutcome::told(not_found(name))),
        }
    }
    people.sort();
    people.dedup();
    let channel = channels::create_group(scene.domain, scene.caller, &people).await?.channel;
    write(scene, channel.id, text).await?;
    Ok(CommandOutcome::goes(place(scene, &format!("channels/{}", channel.name)).await?))
}

async fn write(scene: &Scene<'_>, channel_id: ChannelId, text: &str) -> Result<()> {
    let text = text.trim();
    if !text.is_empty() {
        let message = text.to_owned();
        let new = NewPost { channel_id: Some(channel_id), message, set_online: true, ..NewPost::default() };
        posts::create_post(scene.domain, scene.caller, new).await?;
    }
    Ok(())
}

/// The names in front, parted by commas with or without blanks, and what stands behind them.
fn names_and_text(rest: &str) -> (Vec<&str>, &str) {
    let mut names = Vec::new();
    let mut rest = rest.trim_start();
    loop {
        let end = rest.find([',', ' ', '\t', '\n']).unwrap_or(rest.len());
        names.push(&rest[..end]);
        let behind = rest[end..].trim_start();
        let Some(more) = behind.strip_prefix(',') else {
            names.retain(|name| !name.is_empty());
            return (names, behind);
        };
        rest = more.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_by_commas() {
        assert_eq!(names_and_text("@a,@b , @c hello, you"), (vec!["@a", "@b", "@c"], "hello, you"));
        assert_eq!(names_and_text("@a"), (vec!["@a"], ""));
        assert_eq!(names_and_text(",,"), (vec![], ""));
    }
}
