use crate::error::{RuleError, known};

/// Longest user name.
pub const MAX_USERNAME_BYTES: usize = 64;

/// Names that mean something else behind an `@`, or in messages of the server.
const RESERVED: &[&str] = &["all", "channel", "here", "matterbot", "system"];

/// A user name as it is kept: lower case.
pub fn normal_username(text: &str) -> String {
    text.to_lowercase()
}

/// Whether a user name, in its normal form, may be taken: 1 to [`MAX_USERNAME_BYTES`] of `a-z 0-9 . - _`, none of
/// the reserved ones.
///
/// The message speaks of 3 to 22 characters and a letter in front, which is what the incumbent's clients ask for when
/// an account is made; its server takes the names above, and imported accounts have them.
///
/// # Errors
/// 400.
pub fn check_username(name: &str) -> Result<(), RuleError> {
    let good = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_'));
    let fits = (1..=MAX_USERNAME_BYTES).contains(&name.len());
    if good && fits && !RESERVED.contains(&name) { Ok(()) } else { Err(known::USER_IS_VALID_USERNAME) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_letters_digits_and_three_marks_are_good() {
        for good in ["a", "ann", "ann.able-2_x", "9lives", &"x".repeat(64)] {
            assert_eq!(check_username(good), Ok(()), "{good}");
        }
        for bad in ["", "A b", "Ann", "ann!", "änn", "all", "here", "channel", "system", &"x".repeat(65)] {
            assert!(check_username(bad).is_err(), "{bad}");
        }
    }
}
