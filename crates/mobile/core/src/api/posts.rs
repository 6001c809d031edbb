use countersign_primitives::{ChannelId, PostId, TimestampMs};
use countersign_wire_api::{CreatePostRequest, Post, PostList};

use super::{ApiClient, ApiError};

/// How many posts a page holds.
pub(crate) const PAGE: usize = 60;
/// A list of changes this long is cut: there may be older changes it does not tell.
pub(crate) const CHANGES_LIMIT: usize = 1000;

const WHOLE_THREADS: &str = "collapsedThreads=false&collapsedThreadsExtended=false";

impl ApiClient {
    /// `GET /channels/{id}/posts`: the newest page.
    pub(crate) async fn newest_posts(&self, channel: ChannelId) -> Result<PostList, ApiError> {
        self.get(&format!("/channels/{channel}/posts?page=0&per_page={PAGE}&{WHOLE_THREADS}")).await
    }

    /// `GET /channels/{id}/posts?before=`: the page before a post.
    pub(crate) async fn posts_before(&self, channel: ChannelId, before: PostId) -> Result<PostList, ApiError> {
        self.get(&format!("/channels/{channel}/posts?before={before}&page=0&per_page={PAGE}&{WHOLE_THREADS}")).await
    }

    /// `GET /channels/{id}/posts?since=`: everything that changed later than `since`, deleted posts included; at most
    /// [`CHANGES_LIMIT`].
    pub(crate) async fn posts_since(&self, channel: ChannelId, since: TimestampMs) -> Result<PostList, ApiError> {
        self.get(&format!("/channels/{channel}/posts?since={since}&{WHOLE_THREADS}")).await
    }

    /// `POST /posts`.
    pub(crate) async fn create_post(&self, post: &CreatePostRequest) -> Result<Post, ApiError> {
        self.post("/posts", post).await
    }
}
