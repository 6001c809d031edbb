use std::time::Duration;

use countersign_primitives::TimestampMs;

use crate::{
    error::{RuleError, known},
    post::{PostKind, create::check_message},
};

/// A post that is to be changed, after permissions were checked.
#[derive(Clone, Copy, Debug)]
pub struct EditFacts<'a> {
    /// The post's type.
    pub kind: &'a str,
    /// When it was made.
    pub create_at: TimestampMs,
    /// Whether its channel is archived.
    pub channel_archived: bool,
    /// The new text, when it changes.
    pub message: Option<&'a str>,
    /// `MaxPostSize`, in characters.
    pub max_post_chars: usize,
    /// `PostEditTimeLimit`: how long after posting the text may change; `None` (the setting −1) is for ever. The
    /// incumbent heeds it only with a licence; this server always does.
    pub time_limit: Option<Duration>,
    /// The time.
    pub now: TimestampMs,
}

/// Whether a post may be changed.
///
/// # Errors
/// 400: a notice of the system, an archived channel, too late, or too long.
pub fn check_edit(facts: &EditFacts<'_>) -> Result<(), RuleError> {
    if PostKind::new(facts.kind).is_system() {
        return Err(known::POST_UPDATE_POST_SYSTEM_MESSAGE);
    }
    if facts.channel_archived {
        return Err(known::POST_UPDATE_POST_CAN_NOT_UPDATE_POST_IN_DELETED);
    }
    let Some(message) = facts.message else { return Ok(()) };
    if facts.time_limit.is_some_and(|limit| facts.now > facts.create_at + limit) {
        return Err(known::POST_UPDATE_POST_PERMISSIONS_TIME_LIMIT);
    }
    check_message(message, facts.max_post_chars)
}

/// Whether a post may be deleted, after permissions were checked.
///
/// # Errors
/// 400 in an archived channel.
pub fn check_delete(channel_archived: bool) -> Result<(), RuleError> {
    if channel_archived { Err(known::POST_DELETE_POST_CAN_NOT_DELETE_POST_IN_DELETED) } else { Ok(()) }
}

/// Whether a change sets `edit_at`: only another text or other files do; pinning and props set `update_at` alone.
pub fn shows_as_edited<F: PartialEq>(before: (&str, &[F]), after: (&str, &[F])) -> bool {
    before != after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(message: Option<&str>) -> EditFacts<'_> {
        EditFacts {
            kind: "",
            create_at: TimestampMs(0),
            channel_archived: false,
            message,
            max_post_chars: 10,
            time_limit: Some(Duration::from_mins(1)),
            now: TimestampMs(60_000),
        }
    }

    #[test]
    fn the_text_may_change_until_the_limit() {
        assert_eq!(check_edit(&facts(Some("new"))), Ok(()));
        let late = EditFacts { now: TimestampMs(60_001), ..facts(Some("new")) };
        assert_eq!(check_edit(&late), Err(known::POST_UPDATE_POST_PERMISSIONS_TIME_LIMIT));
        assert_eq!(check_edit(&EditFacts { time_limit: None, ..late }), Ok(()));
        assert_eq!(check_edit(&EditFacts { message: None, ..late }), Ok(()));
    }

    #[test]
    fn notices_and_long_texts_are_refused() {
        let notice = EditFacts { kind: "system_join_channel", ..facts(None) };
        assert_eq!(check_edit(&notice), Err(known::POST_UPDATE_POST_SYSTEM_MESSAGE));
        assert_eq!(check_edit(&facts(Some("elevenchars"))), Err(known::POST_IS_VALID_MESSAGE_LENGTH));
    }
}
