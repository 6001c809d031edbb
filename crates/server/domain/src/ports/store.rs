//! The store: coarse operations, each one transaction.
//!
//! An operation that returns `Ok` has been written to the disk: an answer may be given and events may be sent. A port
//! for each area, so that adding an operation touches one file here and one in each adapter. Every adapter runs
//! [`crate::conformance`].

mod access_tokens;
mod audits;
mod bots;
mod categories;
mod channels;
mod emoji;
mod error;
mod files;
mod hooks;
mod marked;
mod outbox;
mod posts;
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

pub use access_tokens::AccessTokenStore;
pub use audits::AuditStore;
pub use bots::{BotFilter, BotStore};
pub use categories::CategoryStore;
pub use channels::{
    ArchivedChannels, ChannelChange, ChannelFilter, ChannelNameTaken, ChannelPool, ChannelSearch, ChannelStore,
    DEFAULT_CHANNELS, DirectChannel, EveryChannel, SchemeRoles, ViewRequest,
};
pub use emoji::{EmojiMatch, EmojiNameTaken, EmojiStore};
pub use error::{StoreError, StoreResult};
pub use files::{FileInfoStore, FileSearch};
pub use hooks::{HookFilter, HookStore};
pub use marked::{MarkedPostStore, SavedQuery};
pub use outbox::OutboxStore;
pub use posts::{
    AuthorView, FollowWrite, PageAnchor, PageQuery, PendingKey, PostChange, PostDeletion, PostStore, PostWrite,
    PostWritten, RootGone, StoredPost, ThreadDirection, ThreadQuery,
};
pub use preferences::PreferenceStore;
pub use reactions::{ReactionSaved, ReactionStore};
pub use search::{PostSearch, SearchSpan, SearchStore};
pub use second_factors::SecondFactorStore;
pub use sessions::{DeviceAttachment, SessionSelection, SessionStore, Wipe};
pub use statuses::StatusStore;
pub use system::SystemStore;
pub use teams::{NewTeam, TeamChange, TeamMemberFilter, TeamNameTaken, TeamSearch, TeamStore};
pub use threads::{FollowChange, ThreadListQuery, ThreadScope, ThreadStore};
pub use unread::{CountersWrite, CountersWritten, UnreadStore};
pub use uploads::UploadStore;
pub use users::{NameTaken, NewUser, ProfileChange, UserFilter, UserOrder, UserScope, UserStore};

/// Everything a server keeps.
pub trait Store:
    AccessTokenStore
    + AuditStore
    + BotStore
    + CategoryStore
    + ChannelStore
    + EmojiStore
    + FileInfoStore
    + HookStore
    + MarkedPostStore
    + OutboxStore
    + PostStore
    + PreferenceStore
    + ReactionStore
    + SearchStore
    + SecondFactorStore
    + SessionStore
    + StatusStore
    + SystemStore
    + TeamStore
    + ThreadStore
    + UnreadStore
    + UploadStore
    + UserStore
    + Send
    + Sync
    + 'static
{
}

impl<T> Store for T where
    T: AccessTokenStore
        + AuditStore
        + BotStore
        + CategoryStore
        + ChannelStore
        + EmojiStore
        + FileInfoStore
        + HookStore
        + MarkedPostStore
        + OutboxStore
        + PostStore
        + PreferenceStore
        + ReactionStore
        + SearchStore
        + SecondFactorStore
        + SessionStore
        + StatusStore
        + SystemStore
        + TeamStore
        + ThreadStore
        + UnreadStore
        + UploadStore
        + UserStore
        + Send
        + Sync
        + 'static
{
}

/// A page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// From 0.
    pub number: u32,
    /// Entries a page.
    pub size: u32,
}

impl Page {
    /// How many entries come before it.
    pub fn offset(&self) -> u64 {
        u64::from(self.number) * u64::from(self.size)
    }
}
