use std::collections::{HashMap, HashSet};

use countersign_primitives::{PostId, UserId};

use crate::{
    domain::Domain,
    error::Result,
    event::{Audience, EventKind, ThreadUpdate},
    model::{FollowedThread, FollowedView},
    threads::view::{Participants, view},
};

/// Says to each of these followers how a thread looks to them after a reply: who wrote it, and whom it mentions.
pub(crate) async fn tell_followers(
    domain: &Domain,
    root_id: PostId,
    followers: &[UserId],
    (author, mentioned): (UserId, &HashSet<UserId>),
) -> Result<()> {
    if followers.is_empty() {
        return Ok(());
    }
    let found = domain.store().thread_for(root_id, followers).await?;
    let participants = match found.first() {
        Some(first) => view(domain, first.clone(), Participants::Profiles).await?.participants,
        None => HashMap::new(),
    };
    for found in found {
        let user_id = found.follow.user_id;
        let own = author == user_id;
        let update = ThreadUpdate {
            previous_unread_replies: (found.unread_replies - i64::from(!own)).max(0),
            previous_unread_mentions: previous_mentions(&found, mentioned),
            thread: FollowedView {
                participants: participants.clone(),
                ..view(domain, found, Participants::Ids).await?
            },
        };
        let audience = Audience { team_id: update.thread.found.thread.team_id, ..Audience::user(user_id) };
        domain.say(EventKind::ThreadUpdated(Box::new(update)), audience).await;
    }
    Ok(())
}

fn previous_mentions(found: &FollowedThread, mentioned: &HashSet<UserId>) -> i64 {
    let mention = i64::from(mentioned.contains(&found.follow.user_id));
    (found.follow.unread_mentions - mention).max(0)
}
