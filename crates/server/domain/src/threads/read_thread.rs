use countersign_primitives::{PostId, SessionId, TeamId, TimestampMs, UserId};
use countersign_server_rules::error::{invalid_url_param, known};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind, ThreadRead},
    mentions::thread_mentions_after,
    model::{Channel, Follow, FollowedView},
    ports::store::FollowChange,
    pushes::clear_thread,
    threads::{get_followed::of, place::readable, view::Participants},
};

/// Marks a thread read until a moment, and follows it.
///
/// # Errors
/// 403 for somebody else's and where the caller may not read, 404 without replies.
pub async fn read_until(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    team_id: TeamId,
    (root_id, until): (PostId, TimestampMs),
) -> Result<FollowedView> {
    let (_, channel) = readable(domain, caller, user_id, root_id).await?;
    let reading = Reading { user_id, team_id: Some(team_id), root_id, until, except: Some(caller.session.id) };
    reading.read(domain, &channel).await
}

/// Marks a thread unread from one of its posts on, and follows it.
///
/// # Errors
/// 403 for somebody else's and where the caller may not read, 400 for a post of another thread, 404 without replies.
pub async fn set_unread(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    team_id: TeamId,
    (root_id, post_id): (PostId, PostId),
) -> Result<FollowedView> {
    let (_, channel) = readable(domain, caller, user_id, root_id).await?;
    let post = domain.store().post(post_id).await?.ok_or(known::POST_GET)?;
    if post.root_id.unwrap_or(post.id) != root_id {
        return Err(invalid_url_param("post_id").into());
    }
    let until = TimestampMs(post.create_at.0.saturating_sub(1));
    let reading = Reading { user_id, team_id: Some(team_id), root_id, until, except: Some(caller.session.id) };
    reading.read(domain, &channel).await
}

/// Marks a thread unread from a reply on, for somebody whose app does not know collapsed threads.
pub(crate) async fn set_unread_from(
    domain: &Domain,
    user_id: UserId,
    channel: &Channel,
    root_id: PostId,
    from: TimestampMs,
) -> Result<FollowedView> {
    let until = TimestampMs(from.0.saturating_sub(1));
    let reading = Reading { user_id, team_id: channel.team_id, root_id, until, except: None };
    reading.read(domain, channel).await
}

/// A thread, and until when somebody has read it now.
struct Reading {
    user_id: UserId,
    team_id: Option<TeamId>,
    root_id: PostId,
    until: TimestampMs,
    except: Option<SessionId>,
}

impl Reading {
    async fn read(self, domain: &Domain, channel: &Channel) -> Result<FollowedView> {
        let Self { user_id, root_id, until, .. } = self;
        let before = domain.store().thread_for(root_id, &[user_id]).await?.pop();
        let mentions = thread_mentions_after(domain, channel, user_id, root_id, until).await?;
        let change =
            FollowChange { root_id, user_id, following: true, read: Some((until, mentions)), now: domain.now() };
        let follow: Follow = domain.store().change_follow(change).await?;
        let now = of(domain, user_id, root_id, Participants::Ids).await?;
        let read = ThreadRead {
            root_id,
            channel_id: channel.id,
            until,
            unread_mentions: follow.unread_mentions,
            unread_replies: now.found.unread_replies,
            previous_unread_mentions: before.as_ref().map_or(0, |before| before.follow.unread_mentions),
            previous_unread_replies: before.as_ref().map_or(0, |before| before.unread_replies),
        };
        let audience = Audience { team_id: self.team_id, ..Audience::user(user_id) };
        domain.say(EventKind::ThreadRead(read), audience).await;
        clear_thread(domain, user_id, (channel.id, root_id), now.found.unread_replies, self.except).await?;
        Ok(now)
    }
}
