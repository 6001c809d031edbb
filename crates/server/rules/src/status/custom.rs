use countersign_primitives::TimestampMs;
use serde::{Deserialize, Serialize};
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

/// How many statuses apps offer again.
const MAX_RECENT: usize = 5;

/// A custom status as it is kept and sent. What cannot be read comes back as nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    #[serde(default)]
    emoji: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    duration: String,
    #[serde(default)]
    expires_at: String,
}

impl CustomStatus {
    /// The JSON text that is kept as the user's prop.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.kept()).unwrap_or_default()
    }

    /// The recent statuses (a JSON list) with this one first, each text once, five at most.
    pub fn first_of(&self, recent: &str) -> String {
        let others = read(recent).into_iter().filter(|other| other.text != self.text);
        print(&std::iter::once(self.kept()).chain(others).take(MAX_RECENT).collect::<Vec<_>>())
    }

    /// The recent statuses (a JSON list) without those of the same emoji, text and duration.
    pub fn removed_from(&self, recent: &str) -> String {
        let same =
            |other: &Kept| (&other.emoji, &other.text, &other.duration) == (&self.emoji, &self.text, &self.duration);
        print(&read(recent).into_iter().filter(|other| !same(other)).collect::<Vec<_>>())
    }

    fn kept(&self) -> Kept {
        Kept {
            emoji: self.emoji.clone(),
            text: self.text.clone(),
            duration: self.duration.clone(),
            expires_at: self.expires_at.and_then(format_time).unwrap_or_else(|| NEVER.to_owned()),
        }
    }
}

fn read(recent: &str) -> Vec<Kept> {
    serde_json::from_str(recent).unwrap_or_default()
}

fn print(recent: &[Kept]) -> String {
    serde_json::to_string(recent).unwrap_or_default()
}

/// The time of what never ends, as the incumbent writes it.
const NEVER: &str = "0001-01-01T00:00:00Z";

fn format_time(at: TimestampMs) -> Option<String> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1_000_000).ok()?.format(&Rfc3339).ok()
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
    fn recent_ones_are_offered_once() {
        let status = |text: &str, at: Option<&str>| {
            valid_custom_status("x", text, at.map_or("", |_| "one_hour"), at, NOW).unwrap()
        };
        let (one, two) = (status("one", Some("2099-01-01T10:00:00Z")), status("two", None));
        let recent = two.first_of(&one.first_of(&two.first_of("broken")));
        assert_eq!(
            recent,
            r#"[{"emoji":"x","text":"two","duration":"","expires_at":"0001-01-01T00:00:00Z"},"#.to_owned()
                + r#"{"emoji":"x","text":"one","duration":"one_hour","expires_at":"2099-01-01T10:00:00Z"}]"#
        );
        assert_eq!(two.removed_from(&recent), format!("[{}]", one.to_json()));
        let many = (0..9).fold(String::new(), |recent, n| status(&n.to_string(), None).first_of(&recent));
        assert_eq!(many.matches("emoji").count(), 5);
    }

    #[test]
    fn long_texts_are_cut_and_empty_ones_refused() {
        let text = "t".repeat(113);
        assert_eq!(valid_custom_status("", &text, "", None, NOW).unwrap().text.len(), MAX_TEXT_CHARS);
        assert!(valid_custom_status("", "", "", None, NOW).is_err());
    }
}
