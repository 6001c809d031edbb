use std::sync::Arc;

use countersign_primitives::{PostId, TimestampMs};

use crate::{
    domain::Domain,
    error::Result,
    event::{Audience, EventKind, MentionHint},
    model::{TeamMember, User},
    posts::{audience::Audiences, draft::Draft},
};

/// How many names of a text are looked up at most.
const MOST_NAMES: usize = 100;

/// Tells the author whom the post names who is not in the channel and so hears nothing of it: people of the team only.
pub(super) async fn hint(domain: &Domain, draft: &Draft, audiences: &Audiences) -> Result<()> {
    let is_said_by_somebody = draft.session_id.is_some() && !draft.by_machine && draft.post.kind.is_empty();
    let Some(team_id) = draft.channel.team_id.filter(|_| is_said_by_somebody) else { return Ok(()) };
    let names = audiences.strangers(MOST_NAMES);
    if names.is_empty() {
        return Ok(());
    }
    let mut outside: Vec<User> = Vec::new();
    for user in domain.store().users_by_names(&names).await? {
        let is_person = user.is_active() && user.bot.is_none() && user.id != draft.author.id;
        if is_person && domain.team_membership(team_id, user.id).await?.as_deref().is_some_and(TeamMember::is_active) {
            outside.push(user);
        }
    }
    if outside.is_empty() {
        return Ok(());
    }
    outside.sort_by(|a, b| a.username.cmp(&b.username));
    let hint = Arc::new(hint_about(domain, draft, &outside));
    let audience = Audience { channel_id: Some(draft.channel.id), ..Audience::user(draft.author.id) };
    domain.say(EventKind::MentionHint(hint), audience).await;
    Ok(())
}

fn hint_about(domain: &Domain, draft: &Draft, outside: &[User]) -> MentionHint {
    let names: Vec<&str> = outside.iter().map(|user| user.username.as_str()).collect();
    MentionHint {
        id: PostId::generate(domain.random().as_ref()),
        create_at: TimestampMs(draft.post.create_at.0 + 1),
        channel_id: draft.channel.id,
        root_id: draft.post.root_id,
        message: sentence(&names),
        user_ids: outside.iter().map(|user| user.id).collect(),
        usernames: names.into_iter().map(str::to_owned).collect(),
    }
}

/// What the author reads. Apps make their own sentence, with a button, of the properties beside it.
fn sentence(names: &[&str]) -> String {
    const REST: &str = "did not get notified by this mention because they are not in the channel.";
    match names.split_last() {
        Some((last, [])) => format!("@{last} {REST}"),
        Some((last, others)) => format!("@{} and @{last} {REST}", others.join(", @")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_named_once() {
        let rest = "did not get notified by this mention because they are not in the channel.";
        assert_eq!(sentence(&["ana"]), format!("@ana {rest}"));
        assert_eq!(sentence(&["ana", "ben", "cy"]), format!("@ana, @ben and @cy {rest}"));
    }
}
