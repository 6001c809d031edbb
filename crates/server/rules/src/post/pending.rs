use countersign_primitives::UserId;

use crate::error::{RuleError, invalid_body_param};

/// Longest `pending_post_id`. Apps send `{user id}:{milliseconds}`; any text is taken.
pub const MAX_PENDING_ID_BYTES: usize = 128;

/// Under which a post is known to be the same one sent again: author and the author's own name for it. The second post
/// with a key answers the first one, whatever it says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PendingKey {
    /// The author, of the session and not of the text.
    pub author: UserId,
    /// The author's name for the post.
    pub pending_post_id: String,
}

/// The key of a post; `None` when the author named none, so that every sending makes a post.
///
/// # Errors
/// 400 when it is longer than [`MAX_PENDING_ID_BYTES`] or holds a NUL.
pub fn pending_key(author: UserId, pending_post_id: &str) -> Result<Option<PendingKey>, RuleError> {
    if pending_post_id.len() > MAX_PENDING_ID_BYTES || pending_post_id.contains('\0') {
        return Err(invalid_body_param("post"));
    }
    let key = PendingKey { author, pending_post_id: pending_post_id.to_owned() };
    Ok(Some(key).filter(|key| !key.pending_post_id.is_empty()))
}
