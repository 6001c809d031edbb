use crate::error::{RuleError, known};

const MAX_BYTES: usize = 128;

/// Whether an e-mail address, in lower case, may be an account's: one `@` between a local part and a domain, no blanks
/// and no control characters, at most 128 bytes.
///
/// # Errors
/// 400.
pub fn check_email(address: &str) -> Result<(), RuleError> {
    let is_clean = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.contains("..")
            && !part.chars().any(|letter| {
                letter.is_whitespace()
                    || letter.is_control()
                    || matches!(letter, '"' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '@' | '[' | ']' | '\\')
            })
    };
    let is_lower = !address.chars().any(char::is_uppercase);
    match address.split_once('@') {
        Some((local, domain)) if is_clean(local) && is_clean(domain) && is_lower && address.len() <= MAX_BYTES => {
            Ok(())
        }
        _ => Err(known::USER_IS_VALID_EMAIL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_two_clean_sides() {
        for good in ["a@b", "ann.able+x@example.com", "ann@localhost"] {
            assert_eq!(check_email(good), Ok(()), "{good}");
        }
        let long = format!("{}@b", "a".repeat(127));
        for bad in ["", "ann", "@b", "a@", "a@@b", "a b@c", "Ann@b", "a@b\n", "a..b@c", "\"a\"@b", &long] {
            assert!(check_email(bad).is_err(), "{bad}");
        }
    }
}
