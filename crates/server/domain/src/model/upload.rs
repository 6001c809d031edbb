use countersign_primitives::{ChannelId, FileId, TimestampMs, UserId};

/// A file that comes in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadSession {
    /// The session, and later the file.
    pub id: FileId,
    /// Whose.
    pub user_id: UserId,
    /// To which channel.
    pub channel_id: ChannelId,
    /// When it was begun.
    pub create_at: TimestampMs,
    /// Name of the file, with extension.
    pub name: String,
    /// Bytes the file will have.
    pub size: u64,
    /// Where each part that is there ends, in bytes from the beginning; rising.
    pub ends: Vec<u64>,
}

impl UploadSession {
    /// Bytes that are there.
    pub fn offset(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Whether all of it is there.
    pub fn is_complete(&self) -> bool {
        self.offset() >= self.size
    }

    /// Where the parts that are there begin and end, in their order.
    pub fn parts(&self) -> impl Iterator<Item = (u64, u64)> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(self.ends.iter().copied())
    }
}
