use crate::error::{RuleError, invalid_body_param, known};

const MAX_NAME_CHARS: usize = 64;
const MAX_POSITION_CHARS: usize = 128;

/// The free texts of a profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProfileTexts<'a> {
    /// Nickname.
    pub nickname: &'a str,
    /// First name.
    pub first_name: &'a str,
    /// Last name.
    pub last_name: &'a str,
    /// Job title.
    pub position: &'a str,
}

/// Whether a profile's texts may be kept: names of at most 64 characters, a position of at most 128, no NUL.
///
/// # Errors
/// 400, for the first text that does not fit.
pub fn check_profile(texts: &ProfileTexts<'_>) -> Result<(), RuleError> {
    let limits = [
        (texts.nickname, MAX_NAME_CHARS, known::USER_IS_VALID_NICKNAME),
        (texts.position, MAX_POSITION_CHARS, known::USER_IS_VALID_POSITION),
        (texts.first_name, MAX_NAME_CHARS, known::USER_IS_VALID_FIRST_NAME),
        (texts.last_name, MAX_NAME_CHARS, known::USER_IS_VALID_LAST_NAME),
    ];
    for (text, limit, refusal) in limits {
        if text.chars().count() > limit {
            return Err(refusal);
        }
        if text.contains('\0') {
            return Err(invalid_body_param("user"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_characters() {
        let long = "é".repeat(65);
        assert_eq!(check_profile(&ProfileTexts { position: &long, ..ProfileTexts::default() }), Ok(()));
        let refusal = check_profile(&ProfileTexts { nickname: &long, ..ProfileTexts::default() });
        assert_eq!(refusal, Err(known::USER_IS_VALID_NICKNAME));
    }
}
