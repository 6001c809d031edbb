//! Wire objects into rows.

use countersign_mobile_store::{CategoryRow, ChannelRow, ConversationKind, PersonRow, PostRow, TeamRow};
use countersign_primitives::TimestampMs;
use countersign_wire_api::{Channel, ChannelMember, ChannelType, Post, SidebarCategory, Team, User};

pub(crate) fn person(user: &User) -> PersonRow {
    PersonRow {
        id: user.id,
        username: user.username.clone(),
        nickname: user.nickname.clone(),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        is_bot: user.is_bot,
        update_at: user.update_at,
        delete_at: user.delete_at,
        status: String::new(),
    }
}

pub(crate) fn team(team: &Team) -> TeamRow {
    TeamRow { id: team.id, name: team.name.clone(), display_name: team.display_name.clone() }
}

pub(crate) fn channel(channel: &Channel, member: &ChannelMember) -> ChannelRow {
    ChannelRow {
        id: channel.id,
        team_id: channel.team_id,
        kind: match channel.kind {
            ChannelType::Public => ConversationKind::Public,
            ChannelType::Private => ConversationKind::Private,
            ChannelType::Direct => ConversationKind::Direct,
            ChannelType::Group => ConversationKind::Group,
        },
        name: channel.name.clone(),
        display_name: channel.display_name.clone(),
        header: channel.header.clone(),
        delete_at: channel.delete_at,
        last_post_at: channel.last_post_at,
        total_msg_count: channel.total_msg_count,
        msg_count: member.msg_count,
        mention_count: member.mention_count,
        last_viewed_at: member.last_viewed_at,
        muted: member.notify_props.get("mark_unread").is_some_and(|value| value == "mention"),
        loaded_from: None,
        loaded_start: false,
        loaded_until: TimestampMs::ZERO,
    }
}

pub(crate) fn category(category: &SidebarCategory) -> CategoryRow {
    CategoryRow {
        id: category.id.clone(),
        team_id: category.team_id,
        kind: category.kind.clone(),
        display_name: category.display_name.clone(),
        sorting: category.sorting.clone(),
        channels: category.channel_ids.clone(),
    }
}

pub(crate) fn post(post: &Post) -> PostRow {
    let from_webhook = post.props.get("from_webhook").is_some_and(|value| value == "true" || value == true);
    let name = post.props.get("override_username").and_then(|value| value.as_str()).filter(|_| from_webhook);
    PostRow {
        id: post.id,
        channel_id: post.channel_id,
        root_id: post.root_id,
        user_id: post.user_id,
        create_at: post.create_at,
        update_at: post.update_at,
        edit_at: post.edit_at,
        kind: post.kind.clone(),
        message: post.message.clone(),
        pending_post_id: post.pending_post_id.clone(),
        override_name: name.unwrap_or_default().to_owned(),
    }
}
