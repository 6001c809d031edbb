//! Which type an object is, told by the members only that type has.

use countersign_wire_api::{
    ApiError, Channel, ChannelMember, ChannelMemberWithTeam, ChannelStats, ChannelWithTeam, FileInfo, PingResponse,
    Post, PostList, Preference, Reaction, Role, Session, SidebarCategories, SidebarCategory, Status, Team, TeamMember,
    User, ViewChannelResponse,
    websocket::{Event, Reply},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub(crate) struct Shape {
    pub(crate) name: &'static str,
    members: &'static [&'static str],
    pub(crate) check: fn(&Value) -> Result<(), String>,
}

pub(crate) const ALL: &[Shape] = &[
    Shape { name: "Event", members: &["event", "broadcast", "seq"], check: check::<Event> },
    Shape { name: "Reply", members: &["status", "seq_reply"], check: check::<Reply> },
    Shape { name: "ApiError", members: &["id", "message", "detailed_error"], check: check::<ApiError> },
    Shape { name: "User", members: &["username", "auth_service", "locale"], check: check::<User> },
    Shape { name: "Post", members: &["root_id", "original_id", "hashtags"], check: check::<Post> },
    Shape {
        name: "ChannelWithTeam",
        members: &["total_msg_count", "team_display_name"],
        check: check::<ChannelWithTeam>,
    },
    Shape { name: "Channel", members: &["total_msg_count", "display_name", "shared"], check: check::<Channel> },
    Shape {
        name: "ChannelMemberWithTeam",
        members: &["msg_count_root", "team_display_name"],
        check: check::<ChannelMemberWithTeam>,
    },
    Shape { name: "ChannelMember", members: &["msg_count_root", "scheme_user"], check: check::<ChannelMember> },
    Shape { name: "ChannelStats", members: &["pinnedpost_count"], check: check::<ChannelStats> },
    Shape { name: "Team", members: &["allow_open_invite", "invite_id"], check: check::<Team> },
    Shape { name: "TeamMember", members: &["team_id", "scheme_user", "delete_at"], check: check::<TeamMember> },
    Shape { name: "Session", members: &["expires_at", "is_oauth", "props"], check: check::<Session> },
    Shape { name: "Status", members: &["user_id", "manual", "last_activity_at"], check: check::<Status> },
    Shape { name: "Role", members: &["built_in", "permissions"], check: check::<Role> },
    Shape { name: "SidebarCategory", members: &["sort_order", "channel_ids"], check: check::<SidebarCategory> },
    Shape { name: "SidebarCategories", members: &["categories", "order"], check: check::<SidebarCategories> },
    Shape { name: "Preference", members: &["user_id", "category", "name", "value"], check: check::<Preference> },
    Shape { name: "PostList", members: &["order", "posts", "next_post_id"], check: check::<PostList> },
    Shape { name: "ViewChannelResponse", members: &["last_viewed_at_times"], check: check::<ViewChannelResponse> },
    Shape { name: "PingResponse", members: &["ActiveSearchBackend"], check: check::<PingResponse> },
    Shape { name: "FileInfo", members: &["mime_type", "extension"], check: check::<FileInfo> },
    Shape { name: "Reaction", members: &["emoji_name", "post_id"], check: check::<Reaction> },
];

/// What an object is; `None` for those that are no type of ours.
pub(crate) fn of(object: &Value) -> Option<&'static Shape> {
    ALL.iter().find(|shape| shape.members.iter().all(|member| object.get(member).is_some()))
}

fn check<T: Serialize + DeserializeOwned>(object: &Value) -> Result<(), String> {
    let read: T = serde_json::from_value(object.clone()).map_err(|error| error.to_string())?;
    let printed = serde_json::to_value(read).map_err(|error| error.to_string())?;
    if printed == *object { Ok(()) } else { Err(difference(&printed, object)) }
}

fn difference(printed: &Value, recorded: &Value) -> String {
    let (Some(ours), Some(theirs)) = (printed.as_object(), recorded.as_object()) else { return "no object".to_owned() };
    let mut lines: Vec<String> = Vec::new();
    for key in ours.keys().chain(theirs.keys()) {
        if ours.get(key) != theirs.get(key) {
            lines.push(format!("{key}: printed {:?}, recorded {:?}", ours.get(key), theirs.get(key)));
        }
    }
    lines.dedup();
    lines.join("; ")
}
