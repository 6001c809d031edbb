use countersign_server_domain::{channels, posts::MarkedUnread, teams::UnreadOfTeam};
use countersign_wire_api::{ChannelUnread, ChannelUnreadAt, TeamUnread};

/// What is unread in a channel.
pub(crate) fn channel_unread(unread: &channels::ChannelUnread) -> ChannelUnread {
    ChannelUnread {
        team_id: unread.team_id,
        channel_id: unread.channel_id,
        msg_count: unread.msg_count,
        mention_count: unread.mention_count,
        mention_count_root: unread.mention_count_root,
        urgent_mention_count: unread.urgent_mention_count,
        msg_count_root: unread.msg_count_root,
    }
}

/// What is unread in a team.
pub(crate) fn team_unread(unread: &UnreadOfTeam) -> TeamUnread {
    let (channels, threads) = (&unread.channels, &unread.threads);
    TeamUnread {
        team_id: channels.team_id,
        msg_count: channels.msg_count,
        mention_count: channels.mention_count,
        mention_count_root: channels.mention_count_root,
        msg_count_root: channels.msg_count_root,
        thread_count: threads.unread_threads,
        thread_mention_count: threads.unread_mentions,
        thread_urgent_mention_count: threads.unread_urgent_mentions,
    }
}

/// A channel that was marked unread.
pub(crate) fn marked_unread(marked: &MarkedUnread) -> ChannelUnreadAt {
    let member = &marked.member;
    ChannelUnreadAt {
        team_id: marked.team_id,
        user_id: member.user_id,
        channel_id: member.channel_id,
        msg_count: member.msg_count,
        mention_count: member.mention_count,
        mention_count_root: member.mention_count_root,
        urgent_mention_count: member.urgent_mention_count,
        msg_count_root: member.msg_count_root,
        last_viewed_at: member.last_viewed_at,
    }
}
