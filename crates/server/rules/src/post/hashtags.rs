/// Longest text of hashtags; what comes after is left out.
pub const MAX_HASHTAGS_CHARS: usize = 1000;

/// The hashtags of a text, separated by spaces, in order, doubles kept.
///
/// A hashtag is a word that, without punctuation around it and with several `#` in front taken as one, is `#`, a
/// letter, then letters, digits and `- _ .`, and ends in a letter or digit: at least three characters.
pub fn hashtags(text: &str) -> String {
    let mut found = String::new();
    let mut length = 0;
    for word in text.split_whitespace().filter_map(hashtag) {
        let more = 1 + word.chars().count() + usize::from(!found.is_empty());
        if length + more > MAX_HASHTAGS_CHARS {
            break;
        }
        if !found.is_empty() {
            found.push(' ');
        }
        found.push('#');
        found.push_str(word);
        length += more;
    }
    found
}

/// The word behind the `#`, if it is a hashtag.
fn hashtag(word: &str) -> Option<&str> {
    let word = word.trim_start_matches(|letter: char| !is_word_letter(letter) && letter != '#');
    let word = word.trim_end_matches(|letter: char| !is_word_letter(letter));
    let name = word.strip_prefix('#')?.trim_start_matches('#');
    let starts_with_letter = name.chars().next().is_some_and(char::is_alphabetic);
    let is_long_enough = name.chars().nth(1).is_some();
    let is_clean = name.chars().all(|letter| is_word_letter(letter) || matches!(letter, '-' | '_' | '.'));
    (starts_with_letter && is_long_enough && is_clean).then_some(name)
}

fn is_word_letter(letter: char) -> bool {
    letter.is_alphabetic() || letter.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hashtags_are_found() {
        for (text, found) in [
            ("hi @ben and #hash #two", "#hash #two"),
            ("(#one), ##two! #three-four_5.", "#one #two #three-four_5"),
            ("#1st #a #ab a#b #日本 #v1.2", "#ab #日本 #v1.2"),
            ("no # tags #", ""),
        ] {
            assert_eq!(hashtags(text), found, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_text_of_hashtags_is_bounded_and_reads_back(text in "[#a-z0-9. é]{0,3000}") {
            let found = hashtags(&text);
            prop_assert!(found.chars().count() <= MAX_HASHTAGS_CHARS);
            prop_assert_eq!(hashtags(&found), found.clone());
        }
    }
}
