use std::collections::HashMap;

use countersign_primitives::{TimestampMs, UserId};
use countersign_server_domain::{
    accounts::SeenUser,
    model::{self, PostView},
    posts::{Created, PostListView, PostPlace},
};
use countersign_wire_api::{Post, PostEmbed, PostInfo, PostList, PostMetadata, PostPriority};
use serde_json::{Value, json};

use crate::wire::{
    self,
    attachment::{has_attachments, shown_props},
};

/// A post as lists and answers have it.
pub(crate) fn post(view: &PostView) -> Post {
    of(view, &HashMap::new())
}

/// A post without what belongs to its reader.
pub(super) fn plain_post(post: &model::Post) -> Post {
    self::post(&PostView::plain(post.clone()))
}

/// Where a post is.
pub(crate) fn post_info(place: &PostPlace) -> PostInfo {
    let (channel, team) = (&place.channel, place.team.as_ref());
    PostInfo {
        channel_id: channel.id,
        channel_type: wire::channel_kind(channel.kind),
        channel_display_name: channel.display_name.clone(),
        has_joined_channel: place.in_channel,
        team_id: channel.team_id,
        team_type: team.map(|team| if team.is_open { "O" } else { "I" }).unwrap_or_default().to_owned(),
        team_display_name: team.map(|team| team.display_name.clone()).unwrap_or_default(),
        has_joined_team: place.in_team,
    }
}

/// A post that was just made.
pub(crate) fn new_post(view: &PostView) -> Post {
    let mut post = post(view);
    if let Some(priority) = post.metadata.as_mut().and_then(|metadata| metadata.priority.as_mut()) {
        (priority.post_id, priority.channel_id) = (None, None);
    }
    post
}

/// A post that was made; one that was made before comes without what an app needs to show it: it has it already.
pub(crate) fn created_post(created: &Created) -> Post {
    let post = new_post(&created.post);
    if created.again { Post { metadata: None, ..post } } else { post }
}

/// A page.
pub(crate) fn post_list(list: &PostListView) -> PostList {
    PostList {
        order: list.order.clone(),
        posts: list.posts.iter().map(|view| (view.post.id, of(view, &list.participants))).collect(),
        next_post_id: list.next_post_id,
        prev_post_id: list.prev_post_id,
        has_next: list.has_next,
        first_inaccessible_post_time: TimestampMs::ZERO,
    }
}

/// How important a client wants its post to be.
pub(crate) fn priority(priority: PostPriority) -> model::Priority {
    model::Priority {
        level: priority.priority.unwrap_or_default(),
        requested_ack: priority.requested_ack,
        persistent_notifications: priority.persistent_notifications,
    }
}

fn of(view: &PostView, profiles: &HashMap<UserId, SeenUser>) -> Post {
    let (post, thread) = (&view.post, view.thread.as_ref());
    Post {
        id: post.id,
        create_at: post.create_at,
        update_at: post.update_at,
        edit_at: post.edit_at,
        delete_at: post.delete_at,
        is_pinned: post.is_pinned,
        user_id: post.user_id,
        channel_id: post.channel_id,
        root_id: post.root_id,
        original_id: post.original_id,
        message: post.message.clone(),
        message_source: String::new(),
        kind: post.kind.clone(),
        props: shown_props(&post.props),
        hashtags: post.hashtags.clone(),
        file_ids: (post.kind != "system_ephemeral").then(|| post.file_ids.clone()),
        pending_post_id: view.pending_post_id.clone(),
        has_reactions: post.has_reactions,
        remote_id: (!is_without_remote(post)).then(String::new),
        reply_count: thread.map_or(post.reply_count, |thread| thread.reply_count),
        last_reply_at: thread.map_or(TimestampMs::ZERO, |thread| thread.last_reply_at),
        participants: thread.map(|thread| thread.participants.iter().map(|id| participant(*id, profiles)).collect()),
        is_following: thread.and_then(|thread| thread.is_following),
        metadata: Some(metadata(view)),
    }
}

/// Notices, and posts of webhooks and slash commands, come without the remote server's place.
fn is_without_remote(post: &model::Post) -> bool {
    let has = |key: &str| post.props.contains_key(key);
    post.is_system() || has("from_webhook") || has("override_icon_url") || has("force_notification")
}

fn metadata(view: &PostView) -> PostMetadata {
    let extras = &view.extras;
    let priority = view.post.priority.as_ref().map(|priority| PostPriority {
        priority: Some(priority.level.clone()),
        requested_ack: priority.requested_ack,
        persistent_notifications: priority.persistent_notifications,
        post_id: Some(view.post.id),
        channel_id: Some(view.post.channel_id),
    });
    PostMetadata {
        priority,
        files: wire::files(&extras.files),
        reactions: wire::reactions(&extras.reactions),
        emojis: wire::emoji_list(&extras.emoji),
        acknowledgements: extras.acknowledgements.iter().map(wire::acknowledgement).collect(),
        embeds: embed(view).into_iter().collect(),
        ..PostMetadata::default()
    }
}

/// What is shown below a post: its attachments, else the post it links to.
fn embed(view: &PostView) -> Option<PostEmbed> {
    let of_kind = |kind: &str, data| Some(PostEmbed { kind: kind.to_owned(), url: String::new(), data });
    if !view.post.delete_at.is_zero() {
        return None;
    }
    if has_attachments(&view.post.props) {
        return of_kind("message_attachment", None);
    }
    let preview = view.extras.preview.as_ref()?;
    let data = json!({
        "post_id": preview.post.id,
        "post": plain_post(&preview.post),
        "team_name": preview.team_name,
        "channel_display_name": preview.channel_display_name,
        "channel_type": wire::channel_kind(preview.channel_kind),
        "channel_id": preview.post.channel_id,
    });
    of_kind("permalink", Some(data))
}

/// Who takes part in a thread: the whole profile where it was asked for, else a shell around the id.
pub(super) fn participant(id: UserId, profiles: &HashMap<UserId, SeenUser>) -> Value {
    let whole = profiles.get(&id).and_then(|profile| serde_json::to_value(wire::seen_user(profile)).ok());
    whole.unwrap_or_else(|| {
        json!({
            "id": id, "delete_at": 0, "username": "", "auth_service": "", "email": "", "nickname": "",
            "first_name": "", "last_name": "", "position": "", "roles": "", "locale": "", "timezone": null,
            "disable_welcome_email": false,
        })
    })
}
