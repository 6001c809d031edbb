use crate::{
    channel::ChannelKind,
    error::{RuleError, invalid_body_param, known},
    names::conversation::direct_channel_users,
};

/// Longest name of a channel, as it stands in addresses.
pub const MAX_CHANNEL_NAME: usize = 64;
const MAX_DISPLAY_CHARS: usize = 64;
const MAX_HEADER_CHARS: usize = 1024;
const MAX_PURPOSE_CHARS: usize = 250;

/// The texts of a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChannelTexts<'a> {
    /// For addresses.
    pub name: &'a str,
    /// For people.
    pub display_name: &'a str,
    /// Shown on top.
    pub header: &'a str,
    /// What it is for.
    pub purpose: &'a str,
}

/// Whether a client may make such a channel in a team; returns its kind. `kind` is the wire's letter.
///
/// # Errors
/// 400, the first of: no team, no display name, a kind for conversations, any other kind, then as [`check_channel`].
pub fn check_new_channel(has_team: bool, kind: &str, texts: &ChannelTexts<'_>) -> Result<ChannelKind, RuleError> {
    if !has_team {
        return Err(invalid_body_param("team_id"));
    }
    if texts.display_name.is_empty() {
        return Err(invalid_body_param("display_name"));
    }
    let kind = ChannelKind::parse(kind).ok_or(known::CHANNEL_IS_VALID_TYPE)?;
    if kind.is_direct_or_group() {
        return Err(known::CHANNEL_CREATE_CHANNEL_DIRECT_CHANNEL);
    }
    check_channel(texts)?;
    Ok(kind)
}

/// Whether a room of a team may have these texts: a name of lower-case letters, digits, `-` and `_` that begins with a
/// letter or digit and is no direct channel's; a display name of at most 64 characters; a header of 1,024; a purpose
/// of 250.
///
/// # Errors
/// 400.
pub fn check_channel(texts: &ChannelTexts<'_>) -> Result<(), RuleError> {
    if texts.display_name.chars().count() > MAX_DISPLAY_CHARS {
        return Err(known::CHANNEL_IS_VALID_DISPLAY_NAME);
    }
    if !is_name(texts.name) {
        return Err(known::CHANNEL_IS_VALID_1_OR_MORE);
    }
    if direct_channel_users(texts.name).is_some() {
        return Err(known::CHANNEL_IS_VALID_NAME);
    }
    if texts.header.chars().count() > MAX_HEADER_CHARS {
        return Err(known::CHANNEL_IS_VALID_HEADER);
    }
    if texts.purpose.chars().count() > MAX_PURPOSE_CHARS {
        return Err(known::CHANNEL_IS_VALID_PURPOSE);
    }
    let has_nul = [texts.display_name, texts.header, texts.purpose].iter().any(|text| text.contains('\0'));
    if has_nul { Err(invalid_body_param("channel")) } else { Ok(()) }
}

fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.len() <= MAX_CHANNEL_NAME
        && name.bytes().next().is_some_and(is_letter)
        && name.bytes().all(|byte| is_letter(byte) || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direct_channels_name_is_no_rooms_name() {
        let name = "yyyyyyyyyyyyyyyyyyyyyyyyyy__yyyyyyyyyyyyyyyyyyyyyyyyyy";
        let texts = ChannelTexts { name, display_name: "x", ..ChannelTexts::default() };
        assert_eq!(check_channel(&texts), Err(known::CHANNEL_IS_VALID_NAME));
    }

    #[test]
    fn names_are_lower_case_and_not_too_long() {
        for (name, good) in [
            ("a", true),
            ("a-b_c", true),
            ("9", true),
            ("-a", false),
            ("UPPER CASE", false),
            ("", false),
            (&"x".repeat(65), false),
        ] {
            let texts = ChannelTexts { name, display_name: "x", ..ChannelTexts::default() };
            assert_eq!(check_channel(&texts).is_ok(), good, "{name}");
        }
    }
}
