use async_trait::async_trait;

use countersign_primitives::{ChannelId, TimestampMs, UserId};
use countersign_server_rules::search::{SearchTerm, Sided};

use crate::{
    model::Post,
    ports::store::{Page, StoreResult},
};

/// A span of time in which a post was made, or must not have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchSpan {
    /// Its first moment; none for no beginning.
    pub from: Option<TimestampMs>,
    /// The first moment behind it; none for no end.
    pub until: Option<TimestampMs>,
    /// Whether posts of it are left out.
    pub excluded: bool,
}

/// Which posts to find, newest first. Deleted posts and notices of the system are never found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostSearch {
    /// In these channels.
    pub channels: Vec<ChannelId>,
    /// By one of these authors; empty for anybody.
    pub from: Vec<UserId>,
    /// By none of these authors.
    pub not_from: Vec<UserId>,
    /// In all of these spans.
    pub spans: Vec<SearchSpan>,
    /// Texts. Words are compared without case; what is between letters and digits parts them.
    pub terms: Vec<Sided<SearchTerm>>,
    /// Whether one wanted text is enough; an excluded one always excludes.
    pub any: bool,
    /// Which part of the list.
    pub page: Page,
}

/// Finding posts by their words.
#[async_trait]
pub trait SearchStore {
    /// Finds posts.
    async fn search_posts(&self, search: PostSearch) -> StoreResult<Vec<Post>>;
}
