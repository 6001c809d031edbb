use std::{collections::HashSet, sync::LazyLock};

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

/// Names of built-in emoji, one a line, in the order of their bytes: the short names that chat programs share.
///
/// Source: the short names of `iamcal/emoji-data` and `github/gemoji`, as `milesj/emojibase` 17.0 lists them (MIT).
const SYSTEM: &str = include_str!("system_emoji.txt");

/// What the name of a built-in emoji may end in to choose a tone of skin.
const SKIN_TONES: [&str; 5] =
    ["_light_skin_tone", "_medium_light_skin_tone", "_medium_skin_tone", "_medium_dark_skin_tone", "_dark_skin_tone"];

/// Whether every app knows an emoji of this name, in any tone of skin.
pub fn is_system_emoji(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| SYSTEM.lines().collect());
    // The longest ending first: others are part of it.
    let tone = SKIN_TONES.iter().filter(|tone| name.ends_with(*tone)).max_by_key(|tone| tone.len());
    NAMES.contains(name) || tone.is_some_and(|tone| NAMES.contains(&name[..name.len() - tone.len()]))
}

/// The names between colons in a text that emoji may have, each as often as it comes up.
pub fn emoji_names(text: &str) -> impl Iterator<Item = &str> {
    // A name ends where the next colon is, and that colon may begin the next one.
    let mut parts = text.split(':').skip(1).peekable();
    std::iter::from_fn(move || {
        loop {
            let name = parts.next()?;
            if parts.peek().is_some() && check_emoji_name(name).is_ok() {
                return Some(name);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_between_colons() {
        let names = |text| emoji_names(text).collect::<Vec<_>>();
        assert_eq!(names("look :wave_: and :smile:"), ["wave_", "smile"]);
        assert_eq!(names("at 10:30:15, :a:b:"), ["30", "a", "b"]);
        assert_eq!(names(":a b: :: :not closed"), Vec::<&str>::new());
        assert_eq!(names(""), Vec::<&str>::new());
    }

    #[test]
    fn built_in_names_are_known_in_every_tone() {
        for name in ["smile", "+1", "thumbsup", "flag-de", "+1_medium_dark_skin_tone", "wave_dark_skin_tone"] {
            assert!(is_system_emoji(name), "{name}");
        }
        for name in ["", "wave_", "nothere", "_dark_skin_tone", "smile_dark"] {
            assert!(!is_system_emoji(name), "{name}");
        }
    }
}
