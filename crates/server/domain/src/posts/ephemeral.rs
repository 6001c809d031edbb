use countersign_primitives::{ChannelId, PostId, TimestampMs, UserId};
use countersign_server_rules::{
    error::{invalid_body_param, known},
    permissions::Permission,
    post::{DEFAULT_MAX_POST_CHARS, check_message},
};
use serde_json::{Map, Value};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::{Post, PostView},
};

/// A post that one person sees, until the app is closed. It is not kept.
pub(crate) struct Ephemeral {
    /// In whose name.
    pub author: UserId,
    /// Where.
    pub channel_id: ChannelId,
    /// In reply to which root.
    pub root_id: Option<PostId>,
    /// The text.
    pub message: String,
    /// Free properties.
    pub props: Map<String, Value>,
}

/// Shows a post to one person.
pub(crate) async fn say_ephemeral(domain: &Domain, to: UserId, new: Ephemeral) -> PostView {
    let post = Post {
        id: PostId::generate(domain.random().as_ref()),
        create_at: domain.now(),
        update_at: TimestampMs::ZERO,
        edit_at: TimestampMs::ZERO,
        delete_at: TimestampMs::ZERO,
        is_pinned: false,
        user_id: new.author,
        channel_id: new.channel_id,
        root_id: new.root_id,
        original_id: None,
        message: new.message,
        kind: "system_ephemeral".to_owned(),
        props: new.props,
        hashtags: String::new(),
        file_ids: Vec::new(),
        has_reactions: false,
        priority: None,
        reply_count: 0,
    };
    let view = PostView::plain(post);
    let audience = Audience { channel_id: Some(new.channel_id), ..Audience::user(to) };
    domain.say(EventKind::EphemeralMessage(Box::new(view.clone())), audience).await;
    view
}

/// Shows a post to somebody in a channel, at the order of a program or an administrator.
///
/// # Errors
/// 403 without the right, 404 without such a channel, 400 for somebody who is not there and a text that is too long.
pub async fn create_ephemeral(
    domain: &Domain,
    caller: &Caller,
    to: UserId,
    channel_id: ChannelId,
    message: String,
) -> Result<PostView> {
    let channel = domain.channel(channel_id).await?;
    let access = domain.access_in_channel(caller, &channel).await?;
    if !access.allows(Permission::CreatePostEphemeral) {
        return Err(known::CONTEXT_PERMISSIONS.into());
    }
    domain.find_user(to).await?.ok_or_else(|| invalid_body_param("user_id"))?;
    check_message(&message, DEFAULT_MAX_POST_CHARS)?;
    let new = Ephemeral { author: caller.user_id(), channel_id, root_id: None, message, props: Map::new() };
    Ok(say_ephemeral(domain, to, new).await)
}
