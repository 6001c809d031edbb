use serde::{Deserialize, Serialize};
use serde_json::Value;

use countersign_primitives::{PostId, TimestampMs};

use crate::Post;

/// A thread, as one of its followers sees it.
///
/// Source: `mattermost/mattermost` `server/public/model/thread.go` (`ThreadResponse`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thread {
    /// The root.
    pub id: PostId,
    /// How many replies there are.
    pub reply_count: i64,
    /// The newest reply's time.
    pub last_reply_at: TimestampMs,
    /// Until when the follower has read; 0 if never.
    pub last_viewed_at: TimestampMs,
    /// Who replied, latest last; whole users or shells around an id.
    pub participants: Vec<Value>,
    /// The root, without metadata and reply count.
    pub post: Post,
    /// Replies newer than what the follower has read.
    pub unread_replies: i64,
    /// Those of them that mention the follower.
    pub unread_mentions: i64,
    /// Whether the root is urgent.
    pub is_urgent: bool,
    /// When the root was deleted; 0 while it exists.
    #[serde(default)]
    pub delete_at: TimestampMs,
}

/// The answer of `GET /users/{user}/teams/{team}/threads`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Threads {
    /// How many threads are followed.
    pub total: i64,
    /// How many of them have unread replies.
    pub total_unread_threads: i64,
    /// Unread replies that mention the follower.
    pub total_unread_mentions: i64,
    /// Those of them in urgent threads.
    pub total_unread_urgent_mentions: i64,
    /// The threads; `null` where only totals were asked for.
    pub threads: Option<Vec<Thread>>,
}
