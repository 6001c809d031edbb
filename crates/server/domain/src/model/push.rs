use countersign_primitives::{AckId, ChannelId, PostId, SessionId, TimestampMs, UserId};
use countersign_server_rules::notify::PushFlags;

/// A queued push's place. Pushes to one device leave in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutboxSeq(pub i64);

/// What a push is about: ids and marks, never text. The words are put together when it leaves, so that what the
/// settings say at that moment holds, and nothing of a deleted post leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushKind {
    /// A post to show.
    Message {
        /// The post.
        post_id: PostId,
        /// How it concerns the recipient: decides about the words.
        flags: PushFlags,
    },
    /// A channel or thread was read elsewhere.
    Clear {
        /// The channel.
        channel_id: ChannelId,
        /// The thread; none for the whole channel.
        root_id: Option<PostId>,
    },
    /// Only the number on the icon changes.
    UpdateBadge,
    /// The session expired: said in words.
    SessionExpired,
    /// The session was revoked or the account deactivated: the device wipes, silently.
    Wipe,
}

/// A push to be queued, in the same transaction as what it tells about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPush {
    /// Names this copy for good: sending again, also after a crash, uses the same.
    pub ack_id: AckId,
    /// Whom it is for.
    pub user_id: UserId,
    /// To which session's device. The session may be gone when it leaves (see [`PushKind::Wipe`]).
    pub session_id: SessionId,
    /// That device, `platform:token`.
    pub device_id: String,
    /// What it is about.
    pub kind: PushKind,
    /// When it was decided.
    pub created_at: TimestampMs,
}

/// A push that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedPush {
    /// Its place.
    pub seq: OutboxSeq,
    /// The push.
    pub push: NewPush,
}
