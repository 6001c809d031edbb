use countersign_primitives::TimestampMs;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::error::{RuleError, invalid_body_param};

/// Longer texts are cut to this many characters, not refused.
pub const MAX_TEXT_CHARS: usize = 100;

const DURATIONS: &[&str] =
    &["thirty_minutes", "one_hour", "four_hours", "today", "this_week", "date_and_time", "custom_date_time"];

/// What somebody writes beside their name.
///
/// Kept as the user's prop `customStatus`: a JSON text of these four, the time as RFC 3339 (year 1 when it never ends).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomStatus {
    /// Name of an emoji, or empty.
    pub emoji: String,
    /// At most [`MAX_TEXT_CHARS`] characters.
    pub text: String,
    /// Empty when it never ends.
    pub duration: String,
    /// When it ends; `None` is never.
    pub expires_at: Option<TimestampMs>,
}

/// Why a custom status is refused.
pub type CustomStatusError = RuleError;

/// A custom status as it will be kept: needs an emoji or a text, and a known duration with a time in the future, or
/// neither.
///
/// # Errors
/// 400, `custom_status`.
pub fn valid_custom_status(
    emoji: &str,
    text: &str,
    duration: &str,
    expires_at: Option<&str>,
    now: TimestampMs,
) -> Result<CustomStatus, CustomStatusError> {
    let refuse = || invalid_body_param("custom_status");
    let ends = match duration {
        "" => None,
        known if DURATIONS.contains(&known) => {
            Some(expires_at.and_then(parse_time).filter(|&ends| ends > now).ok_or_else(refuse)?)
        }
        _ => return Err(refuse()),
    };
    if emoji.is_empty() && text.is_empty() {
        return Err(refuse());
    }
    Ok(CustomStatus {
        emoji: emoji.to_owned(),
        text: text.chars().take(MAX_TEXT_CHARS).collect(),
        duration: duration.to_owned(),
        expires_at: ends,
    })
}

fn parse_time(text: &str) -> Option<TimestampMs> {
    let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok().map(TimestampMs)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: TimestampMs = TimestampMs(1_795_000_000_000);

    #[test]
    fn a_duration_needs_a_time_to_come() {
        let ends = |duration, expires_at| valid_custom_status("x", "y", duration, expires_at, NOW);
        assert!(ends("one_hour", None).is_err());
        assert!(ends("one_hour", Some("2001-01-01T00:00:00Z")).is_err());
        assert!(ends("one_hour", Some("2099-01-01T10:00:00Z")).is_ok());
        assert!(ends("a_while", Some("2099-01-01T10:00:00Z")).is_err());
        assert_eq!(ends("", None).unwrap().expires_at, None);
    }

    #[test]
    fn long_texts_are_cut_and_empty_ones_refused() {
        let text = "t".repeat(113);
        assert_eq!(valid_custom_status("", &text, "", None, NOW).unwrap().text.len(), MAX_TEXT_CHARS);
        assert!(valid_custom_status("", "", "", None, NOW).is_err());
    }
}
