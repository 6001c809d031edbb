use async_trait::async_trait;

use countersign_primitives::{ChannelId, FileId, PostId, UserId};
use countersign_server_rules::search::{SearchTerm, Sided};

use crate::{
    model::FileInfo,
    ports::store::{Page, SearchSpan, StoreResult},
};

/// Which files to find, newest first: files of posts that are not deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSearch {
    /// In these channels.
    pub channels: Vec<ChannelId>,
    /// By one of these authors; empty for anybody.
    pub from: Vec<UserId>,
    /// By none of these authors.
    pub not_from: Vec<UserId>,
    /// In all of these spans.
    pub spans: Vec<SearchSpan>,
    /// Parts of the name. ASCII letters are compared without case.
    pub terms: Vec<Sided<SearchTerm>>,
    /// Whether one wanted part is enough; an excluded one always excludes.
    pub any: bool,
    /// With one of these extensions, lower case; empty for any.
    pub extensions: Vec<String>,
    /// With none of these extensions.
    pub not_extensions: Vec<String>,
    /// Which part of the list.
    pub page: Page,
}

impl FileSearch {
    /// The parts of one side, in lower case.
    pub fn parts(&self, excluded: bool) -> Vec<String> {
        let of_side = self.terms.iter().filter(|term| term.excluded == excluded);
        of_side
            .map(|term| match &term.what {
                SearchTerm::Word(text)
                | SearchTerm::Prefix(text)
                | SearchTerm::Phrase(text)
                | SearchTerm::Hashtag(text) => text.to_lowercase(),
            })
            .collect()
    }
}

/// What is known of uploaded files. Posts take files when they are stored: see [`PostWrite`](super::PostWrite).
#[async_trait]
pub trait FileInfoStore {
    /// Adds a file that belongs to no post yet.
    async fn add_file(&self, file: FileInfo) -> StoreResult<()>;

    /// A file; `None` when there is none, and when its post was deleted.
    async fn file(&self, id: FileId) -> StoreResult<Option<FileInfo>>;

    /// The files of these posts, by the time of their upload. Of deleted posts, none.
    async fn files_of_posts(&self, posts: &[PostId]) -> StoreResult<Vec<FileInfo>>;

    /// How many files the posts of a channel have that are not deleted.
    async fn channel_file_count(&self, channel_id: ChannelId) -> StoreResult<i64>;

    /// Finds files by their names.
    async fn search_files(&self, search: FileSearch) -> StoreResult<Vec<FileInfo>>;
}
