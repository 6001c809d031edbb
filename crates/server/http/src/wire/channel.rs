use countersign_primitives::TimestampMs;
use countersign_server_domain::{
    channels::{self, SeenMember, Sidebar},
    model::{self, CategoryKind, ChannelState},
};
use countersign_server_rules::{channel::ChannelKind, permissions::effective_channel_roles};
use countersign_wire_api::{
    Channel, ChannelMember, ChannelStats, ChannelType, ChannelWithTeam, SidebarCategories, SidebarCategory,
};

/// A kind of channel.
pub(crate) fn channel_kind(kind: ChannelKind) -> ChannelType {
    match kind {
        ChannelKind::Public => ChannelType::Public,
        ChannelKind::Private => ChannelType::Private,
        ChannelKind::Direct => ChannelType::Direct,
        ChannelKind::Group => ChannelType::Group,
    }
}

/// Direct and group messages, and what was made of them: only those are told not to be shared. Nobody makes them, and
/// somebody makes every other private channel.
fn began_as_conversation(channel: &model::Channel) -> bool {
    let by_nobody = channel.kind == ChannelKind::Private && channel.creator_id.is_none();
    channel.kind.is_direct_or_group() || by_nobody
}

/// Channels of several teams.
pub(crate) fn channels_with_teams(found: &[(ChannelState, Option<model::Team>)]) -> Vec<ChannelWithTeam> {
    let with_team = |(state, team): &(ChannelState, Option<model::Team>)| ChannelWithTeam {
        channel: channel(state),
        team_display_name: team.as_ref().map(|team| team.display_name.clone()).unwrap_or_default(),
        team_name: team.as_ref().map(|team| team.name.clone()).unwrap_or_default(),
        team_update_at: team.as_ref().map_or(TimestampMs::ZERO, |team| team.update_at),
    };
    found.iter().map(with_team).collect()
}

/// A channel with its totals.
pub(crate) fn channel(state: &ChannelState) -> Channel {
    let (channel, totals) = (&state.channel, &state.totals);
    Channel {
        id: channel.id,
        create_at: channel.create_at,
        update_at: channel.update_at,
        delete_at: channel.delete_at,
        team_id: channel.team_id,
        kind: channel_kind(channel.kind),
        display_name: channel.display_name.clone(),
        name: channel.name.clone(),
        header: channel.header.clone(),
        purpose: channel.purpose.clone(),
        last_post_at: totals.last_post_at,
        total_msg_count: totals.total_msg_count,
        extra_update_at: TimestampMs::ZERO,
        creator_id: channel.creator_id,
        scheme_id: None,
        props: None,
        group_constrained: None,
        autotranslation: false,
        shared: began_as_conversation(channel).then_some(false),
        total_msg_count_root: totals.total_msg_count_root,
        policy_id: None,
        last_root_post_at: totals.last_root_post_at,
        banner_info: None,
        policy_enforced: false,
        policy_is_active: false,
        default_category_name: String::new(),
    }
}

/// A membership as its viewer gets it: until when somebody else has read stays hidden.
pub(crate) fn channel_member(seen: &SeenMember) -> ChannelMember {
    const HIDDEN: TimestampMs = TimestampMs(-1);
    let member = own_member(&seen.member);
    if seen.own {
        return member;
    }
    ChannelMember { last_viewed_at: HIDDEN, last_update_at: HIDDEN, ..member }
}

/// Several.
pub(crate) fn members(seen: &[SeenMember]) -> Vec<ChannelMember> {
    seen.iter().map(channel_member).collect()
}

/// A membership as the member itself gets it.
pub(crate) fn own_member(member: &model::ChannelMember) -> ChannelMember {
    ChannelMember {
        channel_id: member.channel_id,
        user_id: member.user_id,
        roles: effective_channel_roles(
            member.scheme_guest,
            member.scheme_user,
            member.scheme_admin,
            &member.explicit_roles,
        ),
        last_viewed_at: member.last_viewed_at,
        msg_count: member.msg_count,
        mention_count: member.mention_count,
        mention_count_root: member.mention_count_root,
        urgent_mention_count: member.urgent_mention_count,
        msg_count_root: member.msg_count_root,
        notify_props: member.notify_props.clone(),
        last_update_at: member.last_update_at,
        scheme_guest: member.scheme_guest,
        scheme_user: member.scheme_user,
        scheme_admin: member.scheme_admin,
        explicit_roles: member.explicit_roles.clone(),
        autotranslation_disabled: false,
    }
}

/// How many are in a channel.
pub(crate) fn stats(stats: &channels::ChannelStats) -> ChannelStats {
    ChannelStats {
        channel_id: stats.channel_id,
        member_count: stats.member_count,
        guest_count: stats.guest_count,
        pinnedpost_count: stats.pinned_post_count,
        files_count: stats.file_count,
    }
}

/// Somebody's sidebar.
pub(crate) fn sidebar(sidebar: &Sidebar) -> SidebarCategories {
    SidebarCategories {
        categories: sidebar.categories.iter().map(category).collect(),
        order: sidebar.categories.iter().map(|category| category.id.clone()).collect(),
    }
}

/// A category.
pub(crate) fn category(category: &model::SidebarCategory) -> SidebarCategory {
    SidebarCategory {
        id: category.id.clone(),
        user_id: category.user_id,
        team_id: category.team_id,
        sort_order: category.sort_order,
        sorting: category.sorting.clone(),
        kind: category.kind.as_str().to_owned(),
        display_name: category.display_name.clone(),
        muted: category.muted,
        collapsed: category.collapsed,
        channel_ids: category.channel_ids.clone(),
    }
}

/// Categories as a client sends them; `None` when one is of no known kind.
pub(crate) fn sent_categories(sent: Vec<SidebarCategory>) -> Option<Vec<model::SidebarCategory>> {
    let read = |category: SidebarCategory| {
        Some(model::SidebarCategory {
            id: category.id,
            user_id: category.user_id,
            team_id: category.team_id,
            sort_order: category.sort_order,
            sorting: category.sorting,
            kind: CategoryKind::parse(&category.kind)?,
            display_name: category.display_name,
            muted: category.muted,
            collapsed: category.collapsed,
            channel_ids: category.channel_ids,
        })
    };
    sent.into_iter().map(read).collect()
}
