use crate::error::{RuleError, invalid_body_param, known};

const MAX_NAME: usize = 64;
const MAX_DISPLAY_CHARS: usize = 64;
const MAX_DESCRIPTION_CHARS: usize = 255;
const MAX_COMPANY_CHARS: usize = 64;
const MAX_DOMAINS_BYTES: usize = 1000;

/// Names that are the first part of other addresses of the server.
const RESERVED: &[&str] = &[
    "admin",
    "admin_console",
    "api",
    "boards",
    "channel",
    "claim",
    "error",
    "files",
    "help",
    "hooks",
    "landing",
    "login",
    "mfa",
    "oauth",
    "playbooks",
    "plug",
    "plugins",
    "post",
    "signup",
    "static",
];

/// The texts of a team.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TeamTexts<'a> {
    /// For addresses.
    pub name: &'a str,
    /// For people.
    pub display_name: &'a str,
    /// `O` or `I`.
    pub kind: &'a str,
    /// What it is for.
    pub description: &'a str,
    /// Company.
    pub company_name: &'a str,
    /// Domains of addresses that may join.
    pub allowed_domains: &'a str,
}

/// Whether a team may have these texts: a display name of 1 to 64 characters; a name of 2 to 64 lower-case letters,
/// digits and `-` that begins and ends with a letter or digit and is not reserved; kind `O` or `I`.
///
/// # Errors
/// 400.
pub fn check_team(texts: &TeamTexts<'_>) -> Result<(), RuleError> {
    if !(1..=MAX_DISPLAY_CHARS).contains(&texts.display_name.chars().count()) {
        return Err(known::TEAM_IS_VALID_NAME);
    }
    if texts.name.len() > MAX_NAME {
        return Err(known::TEAM_IS_VALID_URL);
    }
    if texts.description.chars().count() > MAX_DESCRIPTION_CHARS {
        return Err(known::TEAM_IS_VALID_DESCRIPTION);
    }
    if RESERVED.contains(&texts.name) {
        return Err(known::TEAM_IS_VALID_RESERVED);
    }
    if !is_name(texts.name) {
        return Err(known::TEAM_IS_VALID_CHARACTERS);
    }
    if !matches!(texts.kind, "O" | "I") {
        return Err(known::TEAM_IS_VALID_TYPE);
    }
    if texts.company_name.chars().count() > MAX_COMPANY_CHARS {
        return Err(known::TEAM_IS_VALID_COMPANY);
    }
    if texts.allowed_domains.len() > MAX_DOMAINS_BYTES {
        return Err(known::TEAM_IS_VALID_DOMAINS);
    }
    let free = [texts.display_name, texts.description, texts.company_name, texts.allowed_domains];
    if free.iter().any(|text| text.contains('\0')) { Err(invalid_body_param("team")) } else { Ok(()) }
}

fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    bytes.len() >= 2
        && bytes.first().copied().is_some_and(is_letter)
        && bytes.last().copied().is_some_and(is_letter)
        && bytes.iter().all(|&byte| is_letter(byte) || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_after_the_display_name() {
        let of = |name, display_name| check_team(&TeamTexts { name, display_name, kind: "O", ..TeamTexts::default() });
        assert_eq!(of("X", ""), Err(known::TEAM_IS_VALID_NAME));
        assert_eq!(of("X", "Tea"), Err(known::TEAM_IS_VALID_CHARACTERS));
        assert_eq!(of("a", "Tea"), Err(known::TEAM_IS_VALID_CHARACTERS));
        assert_eq!(of("api", "Tea"), Err(known::TEAM_IS_VALID_RESERVED));
        assert_eq!(of("apiary", "Tea"), Ok(()));
        assert_eq!(of("te-team", "Tea"), Ok(()));
    }
}
