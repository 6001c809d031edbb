use crate::error::RuleError;

/// Longest password, in bytes.
pub const MAX_PASSWORD_BYTES: usize = 72;

/// `PasswordSettings`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// `MinimumLength`, in bytes; 8 by default, 5 to 72.
    pub min_bytes: usize,
    /// `Lowercase`: whether a lower-case letter is needed; off by default, as the others.
    pub lowercase: bool,
    /// `Uppercase`.
    pub uppercase: bool,
    /// `Number`.
    pub number: bool,
    /// `Symbol`: ASCII punctuation or a space.
    pub symbol: bool,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { min_bytes: 8, lowercase: false, uppercase: false, number: false, symbol: false }
    }
}

/// A class of letters a policy may ask for: its part of the error's id, its words in the message.
struct Class {
    needed: bool,
    id: &'static str,
    words: &'static str,
    holds: fn(char) -> bool,
}

impl PasswordPolicy {
    fn classes(&self) -> [Class; 4] {
        let class = |needed, id, words, holds| Class { needed, id, words, holds };
        [
            class(self.lowercase, "_lowercase", "one lowercase letter", |letter| letter.is_ascii_lowercase()),
            class(self.uppercase, "_uppercase", "one uppercase letter", |letter| letter.is_ascii_uppercase()),
            class(self.number, "_number", "one number", |letter| letter.is_ascii_digit()),
            class(self.symbol, "_symbol", "one symbol", |letter| letter.is_ascii_punctuation() || letter == ' '),
        ]
    }
}

/// Whether a new password is good enough.
///
/// # Errors
/// 400: `model.user.is_valid.pwd`, then `_min_length` or `_max_length`, or all of `_lowercase`, `_uppercase`,
/// `_number`, `_symbol` that are missing, in this order, then `.app_error`.
pub fn check_password(password: &str, policy: &PasswordPolicy) -> Result<(), RuleError> {
    if password.len() < policy.min_bytes {
        return Err(refusal(
            "_min_length",
            format!("Your password must contain at least {} characters.", policy.min_bytes),
        ));
    }
    if password.len() > MAX_PASSWORD_BYTES {
        let message = format!("Your password must contain no more than {MAX_PASSWORD_BYTES} characters.");
        return Err(refusal("_max_length", message));
    }
    let is_missing = |class: &Class| class.needed && !password.chars().any(class.holds);
    let missing: Vec<_> = policy.classes().into_iter().filter(is_missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let ids: String = missing.iter().map(|class| class.id).collect();
    let words: Vec<_> = missing.iter().map(|class| format!("at least {}", class.words)).collect();
    let message =
        format!("Your password must contain at least {} characters made up of {}.", policy.min_bytes, words.join(", "));
    Err(refusal(&ids, message))
}

fn refusal(ids: &str, message: String) -> RuleError {
    RuleError::with_id(400, format!("model.user.is_valid.pwd{ids}.app_error"), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: PasswordPolicy =
        PasswordPolicy { min_bytes: 8, lowercase: true, uppercase: true, number: true, symbol: true };

    fn id(password: &str, policy: &PasswordPolicy) -> Option<String> {
        check_password(password, policy).err().map(|refusal| refusal.id().to_owned())
    }

    #[test]
    fn ids_name_what_is_missing_in_order() {
        for (password, policy, ids) in [
            ("short", PasswordPolicy::default(), Some("_min_length")),
            (&"x".repeat(73), PasswordPolicy::default(), Some("_max_length")),
            (&"x".repeat(72), PasswordPolicy::default(), None),
            ("ÄÖÜß", PasswordPolicy::default(), None),
            ("xxxxxxxx", ALL, Some("_uppercase_number_symbol")),
            ("XXXXXXX1", ALL, Some("_lowercase_symbol")),
            ("xX1 xxxx", ALL, None),
        ] {
            let expected = ids.map(|ids| format!("model.user.is_valid.pwd{ids}.app_error"));
            assert_eq!(id(password, &policy), expected, "{password}");
        }
    }
}
