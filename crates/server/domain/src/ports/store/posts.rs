use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Map, Value};

use countersign_primitives::{ChannelId, FileId, PostId, TimestampMs, UserId};
use countersign_server_rules::post::shows_as_edited;

use crate::{
    model::{ChannelTotals, Follow, NewPush, Post, PostPage, Thread, Viewed},
    ports::store::StoreResult,
};

/// Makes sending again harmless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingKey {
    /// The author's own name for the post.
    pub pending_post_id: String,
    /// For how long the same name means the same post.
    pub window: Duration,
}

/// Whether a post marks its channel read for its author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorView {
    /// Counts to the channel's, mentions to 0.
    Viewed,
    /// Left alone.
    Untouched,
}

/// What a reply does to somebody's relation to the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FollowWrite {
    /// Who.
    pub user_id: UserId,
    /// Follow even after having unfollowed.
    pub force: bool,
    /// Count one more unread mention.
    pub mention: bool,
    /// The reply counts as read: the author's own.
    pub viewed: bool,
}

/// A post with everything that is written with it.
#[derive(Clone, Debug)]
pub struct PostWrite {
    /// The post. Of its files it keeps, in their order, those that its author uploaded and that belong to no post yet.
    pub post: Post,
    /// Whether it counts in the channel's totals: all but join and leave notices.
    pub counts: bool,
    /// What it does to the author's membership.
    pub author_view: AuthorView,
    /// The author's own name for it.
    pub pending: Option<PendingKey>,
    /// Members whose mention counts rise by one; root and urgent counts follow the post.
    pub mentions: Vec<UserId>,
    /// Relations to the thread that change; replies only.
    pub follows: Vec<FollowWrite>,
    /// Pushes to queue.
    pub pushes: Vec<NewPush>,
    /// The clock's time, which is not the post's when an administrator says when it was made.
    pub now: TimestampMs,
}

/// A post as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredPost {
    /// The post, with its reply count.
    pub post: Post,
    /// The channel's totals after it.
    pub totals: ChannelTotals,
    /// What the author had not read before, when the post marked the channel read for them.
    pub author_viewed: Option<Viewed>,
}

/// What became of a post to write.
#[derive(Clone, Debug, PartialEq)]
pub enum PostWritten {
    /// It is stored.
    Stored(Box<StoredPost>),
    /// The author's own name for it was used before: that post. Nothing was written.
    Duplicate(Box<Post>),
    /// Its root is not there, was deleted, is a reply or belongs to another channel. Nothing was written.
    RootGone(RootGone),
}

/// Why a root cannot be replied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootGone {
    /// Not there, deleted, or itself a reply.
    Missing,
    /// In another channel.
    OtherChannel,
}

/// What of a post changes; `None` leaves it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PostChange {
    /// The text, with the hashtags in it.
    pub message: Option<(String, String)>,
    /// Properties, whole.
    pub props: Option<Map<String, Value>>,
    /// Attached files, whole. New ones are taken as a new post takes them.
    pub file_ids: Option<Vec<FileId>>,
    /// Whether it is pinned.
    pub is_pinned: Option<bool>,
}

impl PostChange {
    /// Makes the change. For stores, so that all of them understand it alike.
    pub fn apply(self, post: &mut Post, now: TimestampMs) {
        let before = (post.message.clone(), post.file_ids.clone());
        if let Some((message, hashtags)) = self.message {
            (post.message, post.hashtags) = (message, hashtags);
        }
        post.props = self.props.unwrap_or_else(|| std::mem::take(&mut post.props));
        post.file_ids = self.file_ids.unwrap_or_else(|| std::mem::take(&mut post.file_ids));
        post.is_pinned = self.is_pinned.unwrap_or(post.is_pinned);
        if shows_as_edited((&before.0, &before.1), (&post.message, &post.file_ids)) {
            post.edit_at = now;
        }
        post.update_at = now;
    }

    /// What a post was before a change at `now`, as its history keeps it: under an id of its own, deleted.
    pub fn former(post: &Post, id: PostId, now: TimestampMs) -> Post {
        Post { id, original_id: Some(post.id), update_at: now, delete_at: now, reply_count: 0, ..post.clone() }
    }
}

/// A post to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostDeletion {
    /// The post; a root goes with its replies.
    pub id: PostId,
    /// By whom: kept as property `deleteBy`.
    pub by: UserId,
    /// When.
    pub now: TimestampMs,
}

/// From where a page of posts starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageAnchor {
    /// Page `n` from the newest.
    Newest,
    /// Strictly older than this post.
    Before(PostId),
    /// Strictly newer than this post.
    After(PostId),
    /// Everything that changed after this time, deleted posts too, at most 1000; pages do not apply.
    Since(TimestampMs),
}

/// Which posts of a channel to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageQuery {
    /// Of which channel.
    pub channel_id: ChannelId,
    /// From where.
    pub anchor: PageAnchor,
    /// Page number, from 0.
    pub page: u32,
    /// Posts a page, at most 200.
    pub per_page: u32,
    /// Root posts only, for those who collapse threads.
    pub roots_only: bool,
    /// Whether all replies of the threads on the page come along (without `roots_only`); their roots always do.
    pub with_threads: bool,
}

impl PageQuery {
    /// Whether every post says how many replies its thread has: those of pages without their threads, and of pages
    /// beside a post. Source: recorded answers of Mattermost 11.6.
    pub fn counts_replies(&self) -> bool {
        !self.roots_only && (!self.with_threads || matches!(self.anchor, PageAnchor::Before(_) | PageAnchor::After(_)))
    }
}

/// In which order a thread's replies are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThreadDirection {
    /// Oldest to newest.
    Down,
    /// Newest to oldest.
    Up,
}

/// Which part of a thread to read. The root always comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadQuery {
    /// The root.
    pub root_id: PostId,
    /// Replies beyond this time and post, in the direction; `None` from the end the direction starts at.
    pub from: Option<(TimestampMs, Option<PostId>)>,
    /// Order of the replies.
    pub direction: ThreadDirection,
    /// How many replies; `None` for all.
    pub limit: Option<u32>,
}

/// Posts and threads.
#[async_trait]
pub trait PostStore {
    /// Stores a post and everything that belongs to it, in one transaction.
    async fn create_post(&self, write: PostWrite) -> StoreResult<PostWritten>;

    /// A post that is not deleted.
    async fn post(&self, id: PostId) -> StoreResult<Option<Post>>;

    /// A post, deleted or not.
    async fn post_or_deleted(&self, id: PostId) -> StoreResult<Option<Post>>;

    /// Those of the posts that exist and are not deleted, in any order.
    async fn posts_by_ids(&self, ids: &[PostId]) -> StoreResult<Vec<Post>>;

    /// A page of a channel's posts.
    async fn posts_page(&self, query: PageQuery) -> StoreResult<PostPage>;

    /// A part of a thread; `None` when the root is not there or deleted.
    async fn thread_page(&self, query: ThreadQuery) -> StoreResult<Option<PostPage>>;

    /// When anything in a channel's posts last changed; 0 without posts.
    async fn posts_changed_at(&self, channel_id: ChannelId) -> StoreResult<TimestampMs>;

    /// Those of the threads that exist, in any order.
    async fn threads(&self, roots: &[PostId]) -> StoreResult<Vec<Thread>>;

    /// Who follows a thread, or once did.
    async fn follows(&self, root_id: PostId) -> StoreResult<Vec<Follow>>;

    /// One user's relations to threads, in any order.
    async fn follows_of(&self, user_id: UserId, roots: &[PostId]) -> StoreResult<Vec<Follow>>;

    /// Authors of a thread, the root's first, each once.
    async fn thread_authors(&self, root_id: PostId) -> StoreResult<Vec<UserId>>;

    /// Changes a post that is not deleted and returns it; what it was before is kept under the id `former`. `None` when
    /// there is no such post.
    async fn change_post(
        &self,
        id: PostId,
        former: PostId,
        change: PostChange,
        now: TimestampMs,
    ) -> StoreResult<Option<Post>>;

    /// Deletes a post, a root with its replies; a reply leaves its thread's numbers. Returns the post as it was; `None`
    /// when there is none, or it was deleted before.
    async fn delete_post(&self, deletion: PostDeletion) -> StoreResult<Option<Post>>;

    /// What a post was before its changes, the latest text first.
    async fn post_history(&self, id: PostId) -> StoreResult<Vec<Post>>;
}
