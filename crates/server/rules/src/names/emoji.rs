use crate::error::{RuleError, known};

const MAX_BYTES: usize = 64;

/// Whether a custom emoji may have this name: 1 to 64 of `a-z 0-9 - + _`. Names of built-in emoji are the caller's to
/// refuse.
///
/// # Errors
/// 400.
pub fn check_emoji_name(name: &str) -> Result<(), RuleError> {
    let good = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'+' | b'_'));
    if good && (1..=MAX_BYTES).contains(&name.len()) { Ok(()) } else { Err(known::EMOJI_NAME) }
}
