//! Reactions and acknowledgements.
//!
//! Source: `mattermost/mattermost` `server/channels/app/reaction.go`, `post_acknowledgements.go`.

use std::time::Duration;

use countersign_primitives::{TimestampMs, UserId};

use crate::error::{RuleError, known};

/// `UniqueEmojiReactionLimitPerPost`: different emoji on one post.
pub const DEFAULT_MAX_DIFFERENT: usize = 50;
/// How long an acknowledgement can be taken back.
pub const TAKE_BACK_WINDOW: Duration = Duration::from_mins(5);
const MAX_NAME_BYTES: usize = 64;

/// Somebody reacts.
#[derive(Clone, Copy, Debug)]
pub struct ReactionFacts<'a> {
    /// Whose session it is.
    pub actor: UserId,
    /// Who the reaction says reacts.
    pub user_id: UserId,
    /// Which emoji, without colons.
    pub emoji_name: &'a str,
    /// Whether the channel is archived.
    pub channel_archived: bool,
    /// How many different emoji the post has.
    pub different: usize,
    /// Whether this one is among them.
    pub is_there: bool,
    /// See [`DEFAULT_MAX_DIFFERENT`].
    pub max_different: usize,
}

/// Whether a reaction may be stored. Saving one twice is fine; that the emoji exists is the caller's to check.
///
/// # Errors
/// 400 without a name and for one that is too long, 403 for somebody else's reaction and in archived channels, 400 when the post has
/// too many different ones.
pub fn check_reaction(facts: &ReactionFacts<'_>) -> Result<(), RuleError> {
    let name = facts.emoji_name;
    if name.is_empty() || name.len() > MAX_NAME_BYTES {
        return Err(known::REACTION_SAVE_REACTION_INVALID);
    }
    if facts.user_id != facts.actor {
        return Err(known::REACTION_SAVE_REACTION_USER_ID);
    }
    if facts.channel_archived {
        return Err(known::REACTION_SAVE_ARCHIVED_CHANNEL);
    }
    let is_full = !facts.is_there && facts.different >= facts.max_different;
    if is_full { Err(known::REACTION_SAVE_SAVE_TOO_MANY_REACTIONS) } else { Ok(()) }
}

/// Whether an acknowledgement can be taken back.
///
/// # Errors
/// 403 later than [`TAKE_BACK_WINDOW`] after it was given.
pub fn check_take_back(acknowledged_at: TimestampMs, now: TimestampMs) -> Result<(), RuleError> {
    if now.since(acknowledged_at) > TAKE_BACK_WINDOW {
        return Err(known::ACKNOWLEDGEMENT_DELETE_DEADLINE);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifty_first_emoji_is_refused_and_the_first_again_is_not() {
        let actor = "39kqk53i4cswfzbi7hbai1r8qg".parse().unwrap();
        let facts = ReactionFacts {
            actor,
            user_id: actor,
            emoji_name: "+1",
            channel_archived: false,
            different: 50,
            is_there: false,
            max_different: DEFAULT_MAX_DIFFERENT,
        };
        assert_eq!(check_reaction(&facts), Err(known::REACTION_SAVE_SAVE_TOO_MANY_REACTIONS));
        assert_eq!(check_reaction(&ReactionFacts { is_there: true, ..facts }), Ok(()));
        for bad in ["", &"x".repeat(65)] {
            let refusal = check_reaction(&ReactionFacts { emoji_name: bad, ..facts });
            assert_eq!(refusal, Err(known::REACTION_SAVE_REACTION_INVALID), "{bad}");
        }
    }

    #[test]
    fn acknowledgements_are_taken_back_within_five_minutes() {
        assert_eq!(check_take_back(TimestampMs(0), TimestampMs(300_000)), Ok(()));
        assert!(check_take_back(TimestampMs(0), TimestampMs(300_001)).is_err());
    }
}
