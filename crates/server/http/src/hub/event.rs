//! The domain's events as the wire has them.

use std::collections::BTreeMap;

use countersign_primitives::{ChannelId, TimestampMs};
use countersign_server_domain::{
    event::{Audience, AudienceSight, EventKind, Posted},
    model::Preference,
};
use countersign_wire_api::websocket::{self, Broadcast};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::wire;

/// An event's name and its data.
pub(super) fn read(kind: &EventKind) -> (&'static str, Map<String, Value>) {
    use websocket::event as name;
    let (name, data) = match kind {
        EventKind::Posted(posted) => (name::POSTED, posted_data(posted)),
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
    json!({
        "channel_display_name": posted.channel_display_name,
        "channel_name": posted.channel_name,
        "channel_type": wire::channel_kind(posted.channel_kind),
        "post": text(&wire::post(&posted.post)),
        "sender_name": posted.sender_name,
        "set_online": posted.set_online,
        "team_id": or_empty(posted.team_id),
    })
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
