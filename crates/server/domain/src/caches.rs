//! What every request needs, kept from the last time, and forgotten exactly when it changes.

mod same_texts;

use std::sync::Arc;

use countersign_primitives::{ChannelId, PostId, TeamId, UserId};

use crate::{
    cache::Cache,
    event::EventKind,
    model::{Channel, ChannelMembership, DeviceSession, Emoji, Post, Session, TeamMember, TokenHash, User},
    ports::bus::{BusListener, BusMessage, Change},
    roster::Roster,
};
use same_texts::SameTexts;

/// How many posts are kept for pushes that are about them.
const POSTS: usize = 256;

/// How many entries each cache keeps. Together they bound what a large server holds in memory.
#[derive(Clone, Copy, Debug)]
pub struct CacheSizes {
    /// Sessions, by token.
    pub sessions: usize,
    /// Accounts.
    pub users: usize,
    /// Channels.
    pub channels: usize,
    /// Memberships of channels, for permissions.
    pub memberships: usize,
    /// Rosters: the heaviest, up to some hundred bytes a member.
    pub rosters: usize,
    /// Names between colons, and which custom emoji they are.
    pub emoji: usize,
}

impl Default for CacheSizes {
    fn default() -> Self {
        Self { sessions: 35_000, users: 50_000, channels: 20_000, memberships: 100_000, rosters: 2_000, emoji: 5_000 }
    }
}

/// The caches of one node.
pub(crate) struct Caches {
    pub sessions: Cache<TokenHash, Option<Arc<Session>>>,
    pub users: Cache<UserId, Option<Arc<User>>>,
    pub channels: Cache<ChannelId, Option<Arc<Channel>>>,
    pub memberships: Cache<(ChannelId, UserId), Option<Arc<ChannelMembership>>>,
    pub team_memberships: Cache<(TeamId, UserId), Option<Arc<TeamMember>>>,
    pub rosters: Cache<ChannelId, Arc<Roster>>,
    pub devices: Cache<UserId, Arc<[DeviceSession]>>,
    pub emoji: Cache<String, Option<Arc<Emoji>>>,
    pub preferences: Cache<(UserId, &'static str), Option<Arc<str>>>,
    /// Posts that pushes are about: one may go to thousands.
    pub posts: Cache<PostId, Option<Arc<Post>>>,
    /// What values in the caches have in common; never out of date.
    pub same_texts: SameTexts,
}

impl Caches {
    pub(crate) fn new(sizes: CacheSizes) -> Self {
        Self {
            sessions: Cache::new(sizes.sessions),
            users: Cache::new(sizes.users),
            channels: Cache::new(sizes.channels),
            memberships: Cache::new(sizes.memberships),
            team_memberships: Cache::new(sizes.memberships),
            rosters: Cache::new(sizes.rosters),
            devices: Cache::new(sizes.users),
            emoji: Cache::new(sizes.emoji),
            preferences: Cache::new(sizes.users),
            posts: Cache::new(POSTS),
            same_texts: SameTexts::default(),
        }
    }

    fn forget_all(&self) {
        // By name, so that none is left out.
        let Self {
            sessions,
            users,
            channels,
            memberships,
            team_memberships,
            rosters,
            devices,
            emoji,
            preferences,
            posts,
            same_texts: _,
        } = self;
        sessions.forget_all();
        users.forget_all();
        channels.forget_all();
        memberships.forget_all();
        team_memberships.forget_all();
        rosters.forget_all();
        devices.forget_all();
        emoji.forget_all();
        preferences.forget_all();
        posts.forget_all();
    }

    fn forget_posts(&self, happened: &EventKind) {
        match happened {
            EventKind::PostEdited(view) => self.posts.forget(&view.post.id),
            // A root takes its replies along, and nobody says which.
            EventKind::PostDeleted { .. } => self.posts.forget_all(),
            _ => {}
        }
    }
}

impl BusListener for Caches {
    fn hear(&self, message: &BusMessage) {
        let change = match message {
            BusMessage::Changed(change) => change,
            BusMessage::Event(event, _) => return self.forget_posts(&event.kind),
            BusMessage::CachesDoubtful => return self.forget_all(),
            _ => return,
        };
        match change {
            Change::SessionsEnded(ended) => {
                for session in ended {
                    self.sessions.forget(&session.token_hash);
                    self.devices.forget(&session.user_id);
                }
            }
            Change::Session(token_hash) => self.sessions.forget(token_hash),
            Change::User(user_id) => self.users.forget(user_id),
            Change::Devices(user_id) => self.devices.forget(user_id),
            Change::Channel(channel_id) => self.channels.forget(channel_id),
            // Rosters are brought up to date in place, before this is published: see `Domain::member_changed`.
            Change::ChannelMember(channel_id, user_id) => self.memberships.forget(&(*channel_id, *user_id)),
            Change::TeamMember(team_id, user_id) => self.team_memberships.forget(&(*team_id, *user_id)),
            Change::Emoji(name) => self.emoji.forget(name),
            Change::Preferences(user_id) => self.preferences.forget_where(|(owner, _), _| owner == user_id),
            Change::Activation(_) | Change::Roles | Change::Settings => {}
        }
    }
}
