use countersign_primitives::{ChannelId, TimestampMs};
use serde_json::{Map, Value};

use crate::{
    error::{RuleError, invalid_body_param, invalid_param, known},
    post::{PostKind, check_props_size},
};

/// `MaxPostSize`: the longest text, in characters.
pub const DEFAULT_MAX_POST_CHARS: usize = 16_383;

/// The most files of one post.
pub const MAX_FILES: usize = 10;

/// What became of looking for the root of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootLookup {
    /// The post is no reply.
    NotAsked,
    /// The id is malformed, or there is no such post, or it is deleted.
    Missing,
    /// There is one.
    Found {
        /// Its channel.
        channel_id: ChannelId,
        /// Whether it is itself a reply.
        is_reply: bool,
    },
}

/// A post that is to be created, after permissions were checked.
#[derive(Clone, Copy, Debug)]
pub struct CreatePostFacts<'a> {
    /// The channel.
    pub channel_id: ChannelId,
    /// Whether it is archived.
    pub channel_archived: bool,
    /// Whether direct messages need a common team and the two have none.
    pub direct_message_restricted: bool,
    /// The text.
    pub message: &'a str,
    /// `MaxPostSize`, in characters; see [`DEFAULT_MAX_POST_CHARS`].
    pub max_post_chars: usize,
    /// The type the client sent.
    pub kind: &'a str,
    /// The props.
    pub props: &'a Map<String, Value>,
    /// The root.
    pub root: RootLookup,
}

/// Whether a client's post may be stored. An empty text without files may: the incumbent stores it, too.
///
/// # Errors
/// The first that applies: archived channel, restricted direct message, a type of the system, the root, the text's
/// length, an unknown type, the props.
pub fn check_create(facts: &CreatePostFacts<'_>) -> Result<(), RuleError> {
    let kind = PostKind::new(facts.kind);
    if facts.channel_archived {
        return Err(known::POST_CREATE_POST_CAN_NOT_POST_TO_DELETED);
    }
    if facts.direct_message_restricted {
        return Err(known::POST_CREATE_POST_CAN_NOT_POST_IN_RESTRICTED_DM);
    }
    if kind.is_system() {
        return Err(invalid_param("post.type"));
    }
    check_root(facts)?;
    check_message(facts.message, facts.max_post_chars)?;
    if kind.is_burn_on_read() {
        return Err(known::LICENSE_ERROR_FEATURE_UNAVAILABLE);
    }
    if !kind.is_known_to_clients() {
        return Err(known::POST_IS_VALID_TYPE);
    }
    check_props_size(facts.props)
}

/// Whether a text may be stored, new or edited.
///
/// # Errors
/// 400 when it is longer than `max_chars` characters, or holds a NUL, which no database text can.
pub fn check_message(message: &str, max_chars: usize) -> Result<(), RuleError> {
    if message.len() > max_chars && message.chars().count() > max_chars {
        return Err(known::POST_IS_VALID_MESSAGE_LENGTH);
    }
    if message.contains('\0') { Err(invalid_body_param("post")) } else { Ok(()) }
}

/// Whether so many files may hang on a post, counted after unknown, foreign and used ones were dropped.
///
/// # Errors
/// 400 above [`MAX_FILES`].
pub fn check_file_count(files: usize) -> Result<(), RuleError> {
    if files > MAX_FILES { Err(known::POST_IS_VALID_FILE_IDS) } else { Ok(()) }
}

/// When a post counts as created: administrators may say when, everybody else's wish is ignored.
pub fn effective_create_at(wished: TimestampMs, may_manage_system: bool, now: TimestampMs) -> TimestampMs {
    if may_manage_system && wished.0 > 0 { wished } else { now }
}

fn check_root(facts: &CreatePostFacts<'_>) -> Result<(), RuleError> {
    match facts.root {
        RootLookup::Missing | RootLookup::Found { is_reply: true, .. } => Err(known::POST_CREATE_POST_ROOT_ID),
        RootLookup::Found { channel_id, .. } if channel_id != facts.channel_id => {
            Err(known::POST_CREATE_POST_CHANNEL_ROOT_ID)
        }
        RootLookup::NotAsked | RootLookup::Found { .. } => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_characters_not_bytes() {
        assert_eq!(check_message(&"€".repeat(16_383), DEFAULT_MAX_POST_CHARS), Ok(()));
        assert!(check_message(&"x".repeat(16_384), DEFAULT_MAX_POST_CHARS).is_err());
    }

    #[test]
    fn only_administrators_backdate() {
        let now = TimestampMs(5000);
        assert_eq!(effective_create_at(TimestampMs(1), false, now), now);
        assert_eq!(effective_create_at(TimestampMs(1), true, now), TimestampMs(1));
        assert_eq!(effective_create_at(TimestampMs(0), true, now), now);
        assert_eq!(effective_create_at(TimestampMs(-9), true, now), now);
    }
}
