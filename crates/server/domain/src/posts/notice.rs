use std::sync::Arc;

use serde_json::{Map, Value};

use countersign_primitives::{PostId, TimestampMs, UserId};
use countersign_server_rules::channel::ChannelKind;

use crate::{
    domain::Domain,
    error::Result,
    model::{Channel, Post, User},
    posts::{draft::Draft, write::write},
};

/// What the server itself says in a channel.
pub(crate) enum Notice<'a> {
    /// Somebody joined by oneself.
    Joined,
    /// Somebody left.
    Left,
    /// Somebody was added by the author of the notice.
    Added(&'a User),
    /// Somebody was removed by the author of the notice.
    Removed(&'a User),
    /// Somebody joined the team.
    JoinedTeam,
    /// Somebody left the team.
    LeftTeam,
    /// Somebody was removed from the team; the notice is in that person's name.
    RemovedFromTeam,
    /// Somebody changed one of the channel's texts: which, before, after.
    TextChanged(ChannelText, &'a str, &'a str),
    /// Somebody made the channel private, or public.
    Converted(ChannelKind),
    /// Somebody archived the channel.
    Archived,
    /// Somebody brought the channel back.
    Restored,
    /// Somebody made the channel of a group message: its members' names.
    FromGroup(&'a [&'a str]),
}

/// A text of a channel whose change is told in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChannelText {
    /// Shown on top.
    Header,
    /// What it is for.
    Purpose,
    /// For people.
    DisplayName,
}

impl ChannelText {
    fn kind(self) -> &'static str {
        match self {
            Self::Header => "system_header_change",
            Self::Purpose => "system_purpose_change",
            Self::DisplayName => "system_displayname_change",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Purpose => "purpose",
            Self::DisplayName => "display name",
        }
    }

    fn props(self) -> (&'static str, &'static str) {
        match self {
            Self::Header => ("old_header", "new_header"),
            Self::Purpose => ("old_purpose", "new_purpose"),
            Self::DisplayName => ("old_displayname", "new_displayname"),
        }
    }

    fn message(self, author: &str, old: &str, new: &str) -> String {
        let what = self.words();
        match (old, new) {
            ("", new) => format!("{author} updated the channel {what} to: {new}"),
            (old, "") => format!("{author} removed the channel {what} (was: {old})"),
            (old, new) => format!("{author} updated the channel {what} from: {old} to: {new}"),
        }
    }
}

/// Posts a notice in the author's name.
pub(crate) async fn post_notice(
    domain: &Domain,
    channel: &Arc<Channel>,
    author: &Arc<User>,
    notice: &Notice<'_>,
) -> Result<()> {
    post_notice_at(domain, channel, author, notice, domain.now()).await
}

/// As [`post_notice`], as a reply.
pub(crate) async fn post_notice_under(
    domain: &Domain,
    channel: &Arc<Channel>,
    author: &Arc<User>,
    notice: &Notice<'_>,
    root_id: Option<PostId>,
) -> Result<()> {
    post(domain, channel, author, notice, (domain.now(), root_id)).await
}

/// As [`post_notice`], at a time of its own: of several notices in one moment the later ones need later times.
pub(crate) async fn post_notice_at(
    domain: &Domain,
    channel: &Arc<Channel>,
    author: &Arc<User>,
    notice: &Notice<'_>,
    now: TimestampMs,
) -> Result<()> {
    post(domain, channel, author, notice, (now, None)).await
}

async fn post(
    domain: &Domain,
    channel: &Arc<Channel>,
    author: &Arc<User>,
    notice: &Notice<'_>,
    (now, root_id): (TimestampMs, Option<PostId>),
) -> Result<()> {
    let post = Post {
        id: PostId::generate(domain.random().as_ref()),
        create_at: now,
        update_at: now,
        edit_at: TimestampMs::ZERO,
        delete_at: TimestampMs::ZERO,
        is_pinned: false,
        user_id: author.id,
        channel_id: channel.id,
        root_id,
        original_id: None,
        message: notice.message(&author.username),
        kind: notice.kind().to_owned(),
        props: notice.props(author),
        hashtags: String::new(),
        file_ids: Vec::new(),
        has_reactions: false,
        priority: None,
        reply_count: 0,
    };
    let draft = Draft {
        post,
        channel: Arc::clone(channel),
        author: Arc::clone(author),
        session_id: None,
        pending: None,
        set_online: true,
        by_machine: false,
        may_mention_channel: false,
    };
    write(domain, draft).await?;
    Ok(())
}

impl Notice<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Self::Joined => "system_join_channel",
            Self::Left => "system_leave_channel",
            Self::Added(_) => "system_add_to_channel",
            Self::Removed(_) => "system_remove_from_channel",
            Self::JoinedTeam => "system_join_team",
            Self::LeftTeam => "system_leave_team",
            Self::RemovedFromTeam => "system_remove_from_team",
            Self::TextChanged(text, ..) => text.kind(),
            Self::Converted(_) => "system_change_chan_privacy",
            Self::Archived => "system_channel_deleted",
            Self::Restored => "system_channel_restored",
            Self::FromGroup(_) => "system_gm_to_channel",
        }
    }

    fn message(&self, author: &str) -> String {
        match self {
            Self::Joined => format!("{author} joined the channel."),
            Self::Left => format!("@{author} left the channel."),
            Self::Added(user) => format!("{} added to the channel by {author}.", user.username),
            Self::Removed(user) => format!("@{} removed from the channel.", user.username),
            Self::JoinedTeam => format!("{author} joined the team."),
            Self::LeftTeam => format!("{author} left the team."),
            Self::RemovedFromTeam => format!("{author} removed from the team."),
            Self::TextChanged(text, old, new) => text.message(author, old, new),
            Self::Converted(ChannelKind::Public) => {
                "This channel has been converted to a Public Channel and can be joined by any team member.".to_owned()
            }
            Self::Converted(_) => "This channel has been converted to a Private Channel.".to_owned(),
            Self::Archived => format!("{author} archived the channel."),
            Self::Restored => format!("{author} unarchived the channel."),
            Self::FromGroup(names) => {
                format!("{author} created this channel from a group message with {}.", names.join(", "))
            }
        }
    }

    fn props(&self, author: &User) -> Map<String, Value> {
        let text = |value: &str| Value::String(value.to_owned());
        let id = |id: UserId| Value::String(id.to_string());
        let pairs: Vec<(&str, Value)> = match self {
            Self::Joined
            | Self::Left
            | Self::JoinedTeam
            | Self::LeftTeam
            | Self::RemovedFromTeam
            | Self::Converted(_)
            | Self::Archived
            | Self::FromGroup(_)
            | Self::Restored => vec![("username", text(&author.username))],
            Self::TextChanged(what, old, new) => {
                let (before, after) = what.props();
                vec![(after, text(new)), (before, text(old)), ("username", text(&author.username))]
            }
            Self::Added(user) => vec![
                ("addedUserId", id(user.id)),
                ("addedUsername", text(&user.username)),
                ("userId", id(author.id)),
                ("username", text(&author.username)),
            ],
            Self::Removed(user) => {
                vec![("removedUserId", id(user.id)), ("removedUsername", text(&user.username))]
            }
        };
        pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }
}
