//! Short codes such as `:tada:`.

/// Sorted by bytes: one `name<TAB>emoji` a line.
const TABLE: &str = include_str!("../data/shortcodes.tsv");

/// Replaces every known short code. A code ends at the next colon, at white space or at the end; an unknown one is left
/// as it is and uses up its closing colon. `padded` puts a space behind each emoji, as the incumbent does.
///
/// Source: the behaviour of `kyokomi/emoji` v2.2.4, which the incumbent uses; recorded in the golden `push-gateway`.
pub(crate) fn replace(text: &str, padded: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(colon) = rest.find(':') {
        out.push_str(&rest[..colon]);
        rest = &rest[colon + 1..];
        let end = rest.find(|letter: char| letter == ':' || letter.is_whitespace());
        match end {
            // An empty name: the first colon is text, the second opens again.
            Some(0) if rest.starts_with(':') => out.push(':'),
            Some(end) if rest[end..].starts_with(':') => {
                put(&mut out, &rest[..end], padded);
                rest = &rest[end + 1..];
            }
            _ => out.push(':'),
        }
    }
    out.push_str(rest);
    out
}

fn put(out: &mut String, name: &str, padded: bool) {
    if let Some(emoji) = lookup(name) {
        out.push_str(emoji);
        if padded {
            out.push(' ');
        }
    } else if let Some(flag) = flag(name) {
        out.extend(flag);
    } else {
        out.push(':');
        out.push_str(name);
        out.push(':');
    }
}

/// `flag-xx` with two lower-case letters: the regional indicators, whether or not there is such a country.
fn flag(name: &str) -> Option<[char; 2]> {
    let &[a, b] = name.strip_prefix("flag-")?.as_bytes() else { return None };
    let indicator = |letter: u8| char::from_u32(0x1f1e6 + u32::from(letter.checked_sub(b'a')?));
    if a.is_ascii_lowercase() && b.is_ascii_lowercase() { Some([indicator(a)?, indicator(b)?]) } else { None }
}

/// Finds a line by bisection of the whole text: no memory, no start-up cost.
fn lookup(name: &str) -> Option<&'static str> {
    if name.starts_with("flag-") {
        return None;
    }
    let (mut low, mut high) = (0, TABLE.len());
    while low < high {
        let middle = low.midpoint(high);
        let start = TABLE.as_bytes()[..middle].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let end = TABLE.as_bytes()[start..].iter().position(|byte| *byte == b'\n').map_or(TABLE.len(), |at| start + at);
        let (key, emoji) = TABLE[start..end].split_once('\t')?;
        match name.cmp(key) {
            std::cmp::Ordering::Equal => return Some(emoji),
            std::cmp::Ordering::Less => high = start,
            std::cmp::Ordering::Greater => low = end + 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_codes_become_emoji() {
        for (text, padded) in [
            (":smile:", "😄 "),
            ("::smile:", ":😄 "),
            (":foo:smile:", ":foo:smile:"),
            (":smile::smile:", "😄 😄 "),
            ("10:30:45 :+1:", "10:30:45 👍 "),
            ("I am in :flag-us: now", "I am in 🇺🇸 now"),
            (":a b:", ":a b:"),
            (":SMILE:", ":SMILE:"),
            ("x :man-woman-girl: y", "x 👨‍👩‍👧  y"),
            ("see http://example.com:8065/a", "see http://example.com:8065/a"),
            ("::: :: :", "::: :: :"),
            (":+1_tone3: :thumbsup:", ":+1_tone3: 👍 "),
            ("a:smi\nle:b", "a:smi\nle:b"),
            ("`:smile:` and ```:tada:```", "`😄 ` and ```🎉 ```"),
            ("cost is 5:smile", "cost is 5:smile"),
        ] {
            assert_eq!(replace(text, true), padded, "{text}");
        }
        assert_eq!(replace("done :tada:", false), "done 🎉");
    }

    #[test]
    fn every_line_of_the_table_is_found() {
        let mut lines = 0;
        for line in TABLE.lines() {
            let (name, emoji) = line.split_once('\t').unwrap();
            assert!(name.starts_with("flag-") || lookup(name) == Some(emoji), "{name}");
            lines += 1;
        }
        assert!(lines > 6000, "{lines}");
    }

    proptest! {
        #[test]
        fn text_without_short_codes_stays(text in "[^:]*") {
            prop_assert_eq!(replace(&text, true), text);
        }

        #[test]
        fn no_text_panics(text in "[:a-c+ é\n-]{0,40}") {
            let _ = replace(&text, false);
        }
    }
}
