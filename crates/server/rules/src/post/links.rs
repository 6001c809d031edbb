use countersign_primitives::PostId;

use crate::markdown::spoken_texts;

/// The names of channels a text links to by `~name`, lower case, each once, in order: the prop `channel_mentions` tells
/// apps of those that exist and are public.
pub fn channel_links(message: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in spoken_texts(message) {
        let mut before = ' ';
        for (place, letter) in text.char_indices() {
            if letter == '~' && !before.is_alphanumeric() && before != '~' {
                let name: String = text[place + 1..].chars().take_while(|&letter| is_name_letter(letter)).collect();
                let name = name.trim_end_matches(['.', '-', '_']).to_lowercase();
                if !name.is_empty() && !found.contains(&name) {
                    found.push(name);
                }
            }
            before = letter;
        }
    }
    found
}

/// The first post of this server a text links to, `{site}/{team}/pl/{id}`: the prop `previewed_post`, and what a preview
/// is made of if the reader may see it.
pub fn permalink(message: &str, site_url: &str) -> Option<PostId> {
    let site = site_url.trim_end_matches('/');
    if site.is_empty() {
        return None;
    }
    message.match_indices(site).find_map(|(place, _)| {
        let path = message[place + site.len()..].strip_prefix('/')?;
        let (team, rest) = path.split_once("/pl/")?;
        let is_team =
            !team.is_empty() && team.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        let id: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        is_team.then(|| id.parse().ok())?
    })
}

/// The names between colons in a text, each once, in order: custom emoji among them go into the post's metadata.
pub fn emoji_names(message: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in spoken_texts(message) {
        let mut rest = text.as_str();
        while let Some((_, behind)) = rest.split_once(':') {
            let length = behind.bytes().take_while(|&byte| is_emoji_byte(byte)).count();
            rest = behind;
            if (1..=64).contains(&length) && behind[length..].starts_with(':') {
                let name = behind[..length].to_owned();
                rest = &behind[length + 1..];
                if !found.contains(&name) {
                    found.push(name);
                }
            }
        }
    }
    found
}

fn is_name_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_')
}

fn is_emoji_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn channels_are_linked_by_name() {
        for (text, names) in [
            ("~town-square @all", vec!["town-square"]),
            ("see (~One), ~two. and ~one", vec!["one", "two"]),
            ("a~b ~ `~code` ~~gone~~", vec![]),
        ] {
            assert_eq!(channel_links(text), names, "{text}");
        }
    }

    #[test]
    fn posts_of_this_server_are_linked() {
        let id = "iqcx3qc9sbbt6ocshszfqgq6ci";
        let site = "https://chat.example.com/sub";
        for (text, found) in [
            (format!("see {site}/alpha/pl/{id}."), true),
            (format!("{site}/alpha/pl/short {site}/alpha/pl/{id}"), true),
            (format!("https://other.example.com/alpha/pl/{id}"), false),
            (format!("{site}/a/b/pl/{id}"), false),
        ] {
            assert_eq!(permalink(&text, site).is_some(), found, "{text}");
        }
    }

    #[test]
    fn emoji_are_named_between_colons() {
        assert_eq!(
            emoji_names("hi :smile: :+1::custom_thing: 10:30: `:code:` :not here:"),
            ["smile", "+1", "custom_thing", "30"]
        );
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in ".{0,200}", site in ".{0,10}") {
            channel_links(&text);
            emoji_names(&text);
            permalink(&text, &site);
        }
    }
}
