//! What clients hear of, as values. The edge writes the wire form, once however many receive it.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, ConnectionId, PostId, TeamId, TimestampMs, UserId};
use countersign_server_rules::{channel::ChannelKind, status::StatusKind};

use crate::{
    model::{
        Acknowledgement, ChannelMember, ChannelState, Emoji, FollowedView, PostView, Preference, Reaction,
        SidebarCategory, Team, TeamMember, User,
    },
    roster::Roster,
};

/// Something that happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// To whom it is said.
    pub audience: Audience,
}

/// People who were named where they cannot hear it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentionHint {
    /// The hint's own id, as a post.
    pub id: PostId,
    /// When: just after the post that named them.
    pub create_at: TimestampMs,
    /// Where they were named.
    pub channel_id: ChannelId,
    /// In reply to which root they were named.
    pub root_id: Option<PostId>,
    /// What the author reads.
    pub message: String,
    /// Who was named, in the order of their user names.
    pub user_ids: Vec<UserId>,
    /// Their user names.
    pub usernames: Vec<String>,
}

/// To whom an event is said. Everything given must apply; with nothing given it is for everybody who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// All connections of one user.
    pub user_id: Option<UserId>,
    /// The members of one channel. With `user_id` it only says what the event is about.
    pub channel_id: Option<ChannelId>,
    /// The members of one team. With `user_id` it only says what the event is about.
    pub team_id: Option<TeamId>,
    /// Nobody of these.
    pub omit_users: Vec<UserId>,
    /// Everybody but one connection.
    pub omit_connection_id: Option<ConnectionId>,
    /// Administrators get another copy.
    pub sight: AudienceSight,
}

/// Whether administrators get another copy than everybody else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AudienceSight {
    /// One copy for all.
    #[default]
    Same,
    /// The copy for everybody else.
    NotAdministrators,
    /// The copy for administrators.
    AdministratorsOnly,
}

impl Audience {
    /// One user.
    pub fn user(user_id: UserId) -> Self {
        Self { user_id: Some(user_id), ..Self::default() }
    }

    /// The members of a channel.
    pub fn channel(channel_id: ChannelId) -> Self {
        Self { channel_id: Some(channel_id), ..Self::default() }
    }

    /// The members of a team.
    pub fn team(team_id: TeamId) -> Self {
        Self { team_id: Some(team_id), ..Self::default() }
    }

    /// Everybody.
    pub fn everybody() -> Self {
        Self::default()
    }

    /// The same without somebody.
    #[must_use]
    pub fn without(mut self, user_id: UserId) -> Self {
        self.omit_users.push(user_id);
        self
    }
}

/// The audience, looked up: whom this node's connections are compared with.
#[derive(Clone)]
pub enum Receivers {
    /// Everybody who is signed in.
    Everybody,
    /// One user.
    User(UserId),
    /// The members of a channel.
    Channel(Arc<Roster>),
    /// These users.
    Users(Arc<HashSet<UserId>>),
}

impl std::fmt::Debug for Receivers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Everybody => f.write_str("Everybody"),
            Self::User(user_id) => write!(f, "User({user_id})"),
            Self::Channel(roster) => write!(f, "Channel({})", roster.channel_id()),
            Self::Users(users) => write!(f, "Users({})", users.len()),
        }
    }
}

/// What happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum EventKind {
    /// A post was made.
    Posted(Box<Posted>),
    /// A post that only the receiving user sees, and that is not kept.
    EphemeralMessage(Box<PostView>),
    /// A post named people who are not in its channel; its author is told so by a post of nobody's.
    MentionHint(Arc<MentionHint>),
    /// A program shows the receiving user a dialog: JSON.
    OpenDialog(String),
    /// Somebody reacted.
    ReactionAdded(Box<Reaction>),
    /// Somebody took a reaction back.
    ReactionRemoved {
        /// Who.
        user_id: UserId,
        /// To which post.
        post_id: PostId,
        /// Which emoji.
        emoji_name: String,
        /// When.
        at: TimestampMs,
    },
    /// Somebody acknowledged a post.
    AcknowledgementAdded(Acknowledgement),
    /// Somebody took an acknowledgement back.
    AcknowledgementRemoved(Acknowledgement),
    /// A custom emoji was made.
    EmojiAdded(Box<Emoji>),
    /// The receiving user read channels, here or on another device.
    ChannelsViewed(Vec<(ChannelId, TimestampMs)>),
    /// The receiving user's own presence changed. Never said about others.
    StatusChange {
        /// Whose.
        user_id: UserId,
        /// To what.
        status: StatusKind,
    },
    /// Preferences were set.
    PreferencesChanged(Vec<Preference>),
    /// Preferences were removed.
    PreferencesDeleted(Vec<Preference>),
    /// The sidebar may look different: said after every change of preferences.
    SidebarChanged,
    /// An account changed.
    UserUpdated {
        /// The account as it is now.
        user: Arc<User>,
        /// How much of it the audience may see.
        whole: bool,
    },
    /// Some account was activated or deactivated.
    UserActivationChanged,
    /// An account was made.
    NewUser(UserId),
    /// The receiving user made a channel.
    ChannelCreated {
        /// Which.
        channel_id: ChannelId,
        /// In which team.
        team_id: TeamId,
    },
    /// A direct channel was made.
    DirectAdded {
        /// By whom.
        creator_id: UserId,
        /// With whom.
        teammate_id: UserId,
    },
    /// A group channel was made.
    GroupAdded {
        /// For whom.
        teammate_ids: Vec<UserId>,
    },
    /// Somebody joined a channel.
    UserAdded {
        /// Who.
        user_id: UserId,
        /// The channel's team.
        team_id: Option<TeamId>,
    },
    /// Said to those who stay: somebody left the channel.
    UserRemoved {
        /// Who.
        user_id: UserId,
        /// By whom.
        remover_id: UserId,
    },
    /// Said to who left.
    RemovedFromChannel {
        /// Which channel.
        channel_id: ChannelId,
        /// By whom.
        remover_id: UserId,
    },
    /// A membership's settings or roles changed.
    ChannelMemberUpdated(Box<ChannelMember>),
    /// The receiving user came into a team.
    AddedToTeam(Box<TeamMember>),
    /// Somebody left a team.
    LeftTeam {
        /// Which.
        team_id: TeamId,
        /// Who.
        user_id: UserId,
    },
    /// The server's settings changed: the whole client config.
    ConfigChanged(Arc<BTreeMap<String, String>>),
    /// A thread that the receiving user follows got a reply.
    ThreadUpdated(Box<ThreadUpdate>),
    /// The receiving user read a thread, or marked it unread, here or on another device.
    ThreadRead(ThreadRead),
    /// The receiving user read all threads of a team.
    AllThreadsRead,
    /// The receiving user follows a thread, or no longer.
    ThreadFollowChanged {
        /// Which.
        root_id: PostId,
        /// Whether the user follows now.
        following: bool,
        /// How many replies it has.
        reply_count: i64,
    },
    /// The receiving user marked a channel unread from a post on.
    PostUnread {
        /// From which post on.
        post_id: PostId,
        /// The membership now.
        member: Box<ChannelMember>,
    },
    /// The receiving user made a category: its id.
    CategoryCreated(String),
    /// The receiving user changed categories: as they are now.
    CategoriesUpdated(Vec<SidebarCategory>),
    /// The receiving user put the categories into another order: their ids.
    CategoriesOrdered(Vec<String>),
    /// The receiving user deleted a category: its id.
    CategoryDeleted(String),
    /// A channel changed: names, header, kind.
    ChannelUpdated(Box<ChannelState>),
    /// A public channel became private, or the other way round.
    ChannelConverted(ChannelId),
    /// A channel was archived.
    ChannelDeleted {
        /// Which.
        channel_id: ChannelId,
        /// When.
        delete_at: TimestampMs,
    },
    /// An archived channel came back.
    ChannelRestored(ChannelId),
    /// A team changed, was archived or came back.
    TeamChanged {
        /// As everybody in it may see it.
        team: Box<Team>,
        /// What happened.
        how: TeamEvent,
    },
    /// The receiving user's roles in a team changed.
    TeamRolesChanged(Box<TeamMember>),
    /// The receiving user's roles in the system changed.
    UserRolesChanged {
        /// Whose.
        user_id: UserId,
        /// Their names now, separated by spaces.
        roles: String,
    },
    /// A post changed.
    PostEdited(Box<PostView>),
    /// A post was deleted.
    PostDeleted {
        /// The post as it was.
        post: Box<PostView>,
        /// By whom, in the copy for administrators.
        by: Option<UserId>,
    },
    /// Somebody is typing.
    Typing {
        /// Who.
        user_id: UserId,
        /// In which thread; none in the channel itself.
        root_id: Option<PostId>,
    },
}

/// What happened to a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TeamEvent {
    /// Names or settings changed.
    Updated,
    /// It was archived.
    Deleted,
    /// It came back.
    Restored,
}

/// A thread that got a reply, as one of its followers sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ThreadUpdate {
    /// The thread.
    pub thread: FollowedView,
    /// Unread replies that mention the follower, before this one.
    pub previous_unread_mentions: i64,
    /// Unread replies before this one.
    pub previous_unread_replies: i64,
}

/// A thread that the receiving user read, or marked unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadRead {
    /// Which.
    pub root_id: PostId,
    /// In which channel.
    pub channel_id: ChannelId,
    /// Until when it is read now.
    pub until: TimestampMs,
    /// Unread replies that mention the user.
    pub unread_mentions: i64,
    /// Unread replies.
    pub unread_replies: i64,
    /// Unread replies that mentioned the user before.
    pub previous_unread_mentions: i64,
    /// Unread replies before.
    pub previous_unread_replies: i64,
}

/// A post that was made, with what an app needs to show it at once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Posted {
    /// The post.
    pub post: PostView,
    /// Kind of its channel.
    pub channel_kind: ChannelKind,
    /// Display name of its channel.
    pub channel_display_name: String,
    /// Name of its channel.
    pub channel_name: String,
    /// Team of its channel.
    pub team_id: Option<TeamId>,
    /// The author's name, with `@`, or `System`.
    pub sender_name: String,
    /// Whether posting made the author online.
    pub set_online: bool,
    /// Who is mentioned. Each receiver is told of himself only.
    pub mentions: HashSet<UserId>,
    /// Who follows the thread. Each receiver is told of himself only.
    pub followers: HashSet<UserId>,
}
