//! A store, files, a push gateway and a mailer in memory, for tests and for reading what the ports mean. They keep nothing.

mod access_tokens;
mod audits;
mod bots;
mod categories;
mod channels;
mod emoji;
mod file_infos;
mod files;
mod gateway;
mod hooks;
mod integrations;
mod mailer;
mod marked;
mod outbox;
mod posts;
mod posts_change;
mod posts_page;
mod preferences;
mod reactions;
mod search;
mod second_factors;
mod sessions;
mod statuses;
mod system;
mod teams;
mod threads;
mod unread;
mod uploads;
mod users;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use parking_lot::{Mutex, MutexGuard};

use countersign_primitives::{
    ChannelId, EmojiId, FileId, HookId, PostId, SessionId, TeamId, TimestampMs, TokenId, UserId,
};
use countersign_server_rules::status::PresenceRecord;

use crate::model::{
    AccessToken, Acknowledgement, Audit, ChannelMember, ChannelState, Credentials, Emoji, FileInfo, Follow,
    IncomingHook, NewPush, OutboxSeq, Post, Reaction, Role, SecondFactor, Session, SidebarCategory, Team, TeamMember,
    Thread, UploadSession, User,
};

pub use files::MemoryFiles;
pub use gateway::MemoryGateway;
pub use integrations::MemoryIntegrations;
pub use mailer::MemoryMailer;

/// A store in memory. Clones share their content.
#[derive(Clone, Default)]
pub struct MemoryStore {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    users: BTreeMap<UserId, User>,
    credentials: BTreeMap<UserId, Credentials>,
    sessions: BTreeMap<SessionId, Session>,
    removed_devices: BTreeMap<SessionId, String>,
    devices_attached: BTreeMap<SessionId, TimestampMs>,
    teams: BTreeMap<TeamId, Team>,
    team_members: BTreeMap<(TeamId, UserId), TeamMember>,
    channels: BTreeMap<ChannelId, ChannelState>,
    channel_members: BTreeMap<(ChannelId, UserId), ChannelMember>,
    posts: BTreeMap<PostId, Post>,
    pending: HashMap<(UserId, String), (PostId, TimestampMs)>,
    threads: BTreeMap<PostId, Thread>,
    follows: BTreeMap<(PostId, UserId), Follow>,
    preferences: BTreeMap<(UserId, String, String), String>,
    categories: BTreeMap<(UserId, TeamId), Vec<SidebarCategory>>,
    files: BTreeMap<FileId, FileInfo>,
    access_tokens: BTreeMap<TokenId, AccessToken>,
    audits: Vec<Audit>,
    second_factors: BTreeMap<UserId, SecondFactor>,
    hooks: BTreeMap<HookId, IncomingHook>,
    uploads: BTreeMap<FileId, UploadSession>,
    emoji: BTreeMap<EmojiId, Emoji>,
    reactions: Vec<Reaction>,
    acknowledgements: BTreeMap<(PostId, UserId), Acknowledgement>,
    statuses: BTreeMap<UserId, PresenceRecord>,
    roles: BTreeMap<String, Role>,
    system: BTreeMap<String, String>,
    outbox: BTreeMap<OutboxSeq, NewPush>,
    last_seq: OutboxSeq,
    last_taken: OutboxSeq,
}

impl MemoryStore {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

/// The part of a list that a page asks for.
fn paged<T>(entries: impl IntoIterator<Item = T>, page: crate::ports::store::Page) -> Vec<T> {
    let skipped = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    entries.into_iter().skip(skipped).take(page.size as usize).collect()
}
