//! The domain's events as the wire has them.

use std::collections::BTreeMap;

use countersign_primitives::{ChannelId, PostId, TimestampMs, UserId};
use countersign_server_domain::{
    event::{Audience, AudienceSight, EventKind, Posted, TeamEvent, ThreadRead, ThreadUpdate},
    model::{Acknowledgement, ChannelMember, PostView, Preference},
};
use countersign_wire_api::{
    Post,
    websocket::{self, Broadcast},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{hub::hint, wire};

#[expect(clippy::too_many_lines, reason = "a table: one row for each event")]
/// An event's name and its data.
pub(super) fn read(kind: &EventKind) -> (&'static str, Map<String, Value>) {
    use websocket::event as name;
    let (name, data) = match kind {
        EventKind::Posted(posted) => (name::POSTED, posted_data(posted)),
        EventKind::EphemeralMessage(post) => (name::EPHEMERAL_MESSAGE, json!({ "post": text(&wire::post(post)) })),
        EventKind::MentionHint(hint) => (name::EPHEMERAL_MESSAGE, hint::data(hint)),
        EventKind::OpenDialog(dialog) => (name::OPEN_DIALOG, json!({ "dialog": dialog })),
        EventKind::ReactionAdded(reaction) => {
            (name::REACTION_ADDED, json!({ "reaction": text(&wire::reaction(reaction)) }))
        }
        EventKind::ReactionRemoved { user_id, post_id, emoji_name, at } => {
            let removed = wire::removed_reaction(*user_id, *post_id, emoji_name, *at);
            (name::REACTION_REMOVED, json!({ "reaction": text(&removed) }))
        }
        EventKind::AcknowledgementAdded(word) => (name::POST_ACKNOWLEDGEMENT_ADDED, acknowledgement(word)),
        EventKind::AcknowledgementRemoved(word) => (name::POST_ACKNOWLEDGEMENT_REMOVED, acknowledgement(word)),
        EventKind::EmojiAdded(emoji) => (name::EMOJI_ADDED, json!({ "emoji": text(&wire::emoji(emoji)) })),
        EventKind::ChannelsViewed(times) => (name::MULTIPLE_CHANNELS_VIEWED, json!({ "channel_times": map(times) })),
        EventKind::StatusChange { user_id, status } => {
            (name::STATUS_CHANGE, json!({ "user_id": user_id, "status": wire::presence(*status) }))
        }
        EventKind::Typing { user_id, root_id } => {
            (name::TYPING, json!({ "parent_id": or_empty(*root_id), "user_id": user_id }))
        }
        EventKind::PreferencesChanged(changed) => (name::PREFERENCES_CHANGED, preferences(changed)),
        EventKind::PreferencesDeleted(deleted) => (name::PREFERENCES_DELETED, preferences(deleted)),
        EventKind::SidebarChanged => (name::SIDEBAR_CATEGORY_UPDATED, json!({})),
        EventKind::UserUpdated { user, whole } => (name::USER_UPDATED, json!({ "user": wire::user(user, *whole) })),
        EventKind::UserActivationChanged => (name::USER_ACTIVATION_STATUS_CHANGE, json!({})),
        EventKind::NewUser(user_id) => (name::NEW_USER, json!({ "user_id": user_id })),
        EventKind::ConfigChanged(config) => (name::CONFIG_CHANGED, json!({ "config": config })),
        EventKind::ChannelCreated { channel_id, team_id } => {
            (name::CHANNEL_CREATED, json!({ "channel_id": channel_id, "team_id": team_id }))
        }
        EventKind::DirectAdded { creator_id, teammate_id } => {
            (name::DIRECT_ADDED, json!({ "creator_id": creator_id, "teammate_id": teammate_id }))
        }
        EventKind::GroupAdded { teammate_ids } => (name::GROUP_ADDED, json!({ "teammate_ids": text(teammate_ids) })),
        EventKind::UserAdded { user_id, team_id } => {
            (name::USER_ADDED, json!({ "user_id": user_id, "team_id": or_empty(*team_id) }))
        }
        EventKind::UserRemoved { user_id, remover_id } => {
            (name::USER_REMOVED, json!({ "user_id": user_id, "remover_id": remover_id }))
        }
        EventKind::RemovedFromChannel { channel_id, remover_id } => {
            (name::USER_REMOVED, json!({ "channel_id": channel_id, "remover_id": remover_id }))
        }
        EventKind::ChannelMemberUpdated(member) => {
            (name::CHANNEL_MEMBER_UPDATED, json!({ "channelMember": text(&wire::own_member(member)) }))
        }
        EventKind::ThreadUpdated(update) => (name::THREAD_UPDATED, thread_updated(update)),
        EventKind::ThreadRead(read) => (name::THREAD_READ_CHANGED, thread_read(read)),
        EventKind::AllThreadsRead => (name::THREAD_READ_CHANGED, json!({})),
        EventKind::ThreadFollowChanged { root_id, following, reply_count } => (
            name::THREAD_FOLLOW_CHANGED,
            json!({ "thread_id": root_id, "state": following, "reply_count": reply_count }),
        ),
        EventKind::PostUnread { post_id, member } => (name::POST_UNREAD, post_unread(*post_id, member)),
        EventKind::CategoryCreated(id) => (name::SIDEBAR_CATEGORY_CREATED, json!({ "category_id": id })),
        EventKind::CategoriesUpdated(categories) => {
            let categories: Vec<_> = categories.iter().map(wire::category).collect();
            (name::SIDEBAR_CATEGORY_UPDATED, json!({ "updatedCategories": text(&categories) }))
        }
        EventKind::CategoriesOrdered(order) => (name::SIDEBAR_CATEGORY_ORDER_UPDATED, json!({ "order": order })),
        EventKind::CategoryDeleted(id) => (name::SIDEBAR_CATEGORY_DELETED, json!({ "category_id": id })),
        EventKind::ChannelUpdated(state) => (name::CHANNEL_UPDATED, json!({ "channel": text(&wire::channel(state)) })),
        EventKind::ChannelConverted(channel_id) => (name::CHANNEL_CONVERTED, json!({ "channel_id": channel_id })),
        EventKind::ChannelDeleted { channel_id, delete_at } => {
            (name::CHANNEL_DELETED, json!({ "channel_id": channel_id, "delete_at": delete_at }))
        }
        EventKind::ChannelRestored(channel_id) => (name::CHANNEL_RESTORED, json!({ "channel_id": channel_id })),
        EventKind::TeamChanged { team, how } => (team_event(*how), json!({ "team": text(&wire::plain_team(team)) })),
        EventKind::TeamRolesChanged(member) => {
            (name::MEMBERROLE_UPDATED, json!({ "member": text(&wire::team_member(member)) }))
        }
        EventKind::UserRolesChanged { user_id, roles } => {
            (name::USER_ROLE_UPDATED, json!({ "user_id": user_id, "roles": roles }))
        }
        EventKind::PostEdited(post) => (name::POST_EDITED, json!({ "post": text(&wire::post(post)) })),
        EventKind::PostDeleted { post, by } => (name::POST_DELETED, post_deleted(post, *by)),
        EventKind::AddedToTeam(member) => {
            (name::ADDED_TO_TEAM, json!({ "team_id": member.team_id, "user_id": member.user_id }))
        }
        EventKind::LeftTeam { team_id, user_id } => {
            (name::LEAVE_TEAM, json!({ "team_id": team_id, "user_id": user_id }))
        }
    };
    match data {
        Value::Object(data) => (name, data),
        _ => (name, Map::new()),
    }
}

/// To whom an event is said, as the event itself tells.
pub(super) fn broadcast(audience: &Audience) -> Broadcast {
    let omitted: BTreeMap<String, bool> = audience.omit_users.iter().map(|id| (id.to_string(), true)).collect();
    Broadcast {
        omit_users: (!omitted.is_empty()).then_some(omitted),
        user_id: or_empty(audience.user_id),
        channel_id: or_empty(audience.channel_id),
        team_id: or_empty(audience.team_id),
        connection_id: String::new(),
        omit_connection_id: or_empty(audience.omit_connection_id),
        contains_sanitized_data: audience.sight == AudienceSight::NotAdministrators,
        contains_sensitive_data: audience.sight == AudienceSight::AdministratorsOnly,
    }
}

fn posted_data(posted: &Posted) -> Value {
    let mut data = json!({
        "channel_display_name": posted.channel_display_name,
        "channel_name": posted.channel_name,
        "channel_type": wire::channel_kind(posted.channel_kind),
        "post": text(&wire::new_post(&posted.post)),
        "sender_name": posted.sender_name,
        "set_online": posted.set_online,
        "team_id": or_empty(posted.team_id),
    });
    let files = &posted.post.extras.files;
    if !files.is_empty() {
        data["otherFile"] = "true".into();
    }
    if files.iter().any(|file| file.media_type.starts_with("image/")) {
        data["image"] = "true".into();
    }
    data
}

fn acknowledgement(word: &Acknowledgement) -> Value {
    json!({ "acknowledgement": text(&wire::acknowledgement(word)) })
}

fn team_event(how: TeamEvent) -> &'static str {
    match how {
        TeamEvent::Updated => websocket::event::UPDATE_TEAM,
        TeamEvent::Deleted => websocket::event::DELETE_TEAM,
        TeamEvent::Restored => websocket::event::RESTORE_TEAM,
    }
}

fn thread_updated(update: &ThreadUpdate) -> Value {
    json!({
        "thread": text(&wire::thread(&update.thread)),
        "previous_unread_mentions": update.previous_unread_mentions,
        "previous_unread_replies": update.previous_unread_replies,
    })
}

fn thread_read(read: &ThreadRead) -> Value {
    json!({
        "thread_id": read.root_id,
        "channel_id": read.channel_id,
        "timestamp": read.until,
        "unread_mentions": read.unread_mentions,
        "unread_replies": read.unread_replies,
        "previous_unread_mentions": read.previous_unread_mentions,
        "previous_unread_replies": read.previous_unread_replies,
    })
}

fn post_unread(post_id: PostId, member: &ChannelMember) -> Value {
    json!({
        "post_id": post_id,
        "last_viewed_at": member.last_viewed_at,
        "mention_count": member.mention_count,
        "mention_count_root": member.mention_count_root,
        "msg_count": member.msg_count,
        "msg_count_root": member.msg_count_root,
        "urgent_mention_count": member.urgent_mention_count,
    })
}

/// The post as it was, and for administrators who deleted it.
fn post_deleted(post: &PostView, by: Option<UserId>) -> Value {
    let post = Post { metadata: None, ..wire::post(post) };
    match by {
        Some(by) => json!({ "post": text(&post), "delete_by": by }),
        None => json!({ "post": text(&post) }),
    }
}

fn preferences(preferences: &[Preference]) -> Value {
    let list: Vec<_> = preferences.iter().map(wire::preference).collect();
    json!({ "preferences": text(&list) })
}

fn map(times: &[(ChannelId, TimestampMs)]) -> BTreeMap<ChannelId, TimestampMs> {
    times.iter().copied().collect()
}

/// An id, or an empty text.
fn or_empty<T: ToString>(id: Option<T>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

/// JSON inside a text.
fn text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
