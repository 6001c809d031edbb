use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use countersign_primitives::UserId;

use crate::model::{Follow, Post, SeenUser, Thread};

/// A followed thread, as its follower sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FollowedThread {
    /// The thread.
    pub thread: Thread,
    /// The follower's relation to it.
    pub follow: Follow,
    /// Its root, without a reply count.
    pub root: Post,
    /// Replies newer than what the follower has read.
    pub unread_replies: i64,
}

/// A thread as its follower gets it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FollowedView {
    /// The thread.
    pub found: FollowedThread,
    /// Profiles of participants, where whole ones were asked for.
    pub participants: HashMap<UserId, SeenUser>,
    /// Whether the root is urgent, and urgency means something on this server.
    pub is_urgent: bool,
}
