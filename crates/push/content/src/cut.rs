//! Shortening texts.

use unicode_segmentation::UnicodeSegmentation;

/// The longest beginning of `text` of at most `most` bytes that does not cut what a reader sees as one character.
pub(crate) fn to_bytes(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let mut end = 0;
    for (start, grapheme) in text.grapheme_indices(true) {
        if start + grapheme.len() > most {
            break;
        }
        end = start + grapheme.len();
    }
    &text[..end]
}

/// Cuts at exactly `most` bytes. Each byte of a character cut in half becomes U+FFFD, as Go's encoder writes it.
pub(crate) fn to_bytes_exactly(text: &str, most: usize) -> String {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut cut = text[..end].to_owned();
    cut.extend(std::iter::repeat_n('\u{fffd}', most.min(text.len()) - end));
    cut
}

/// Takes characters off the end of `text` until what was taken off weighs `excess` at least, in the units of `weigh`.
/// Returns what the text weighs less now; it may be less than `excess` when there was not enough text.
pub fn shorten(text: &mut String, excess: usize, weigh: impl Fn(&str) -> usize) -> usize {
    let mut taken = 0;
    let mut end = text.len();
    for (start, grapheme) in text.grapheme_indices(true).rev() {
        if taken >= excess {
            break;
        }
        taken += weigh(grapheme);
        end = start;
    }
    text.truncate(end);
    taken
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn families_and_accents_are_not_cut_apart() {
        assert_eq!(to_bytes("a👨‍👩‍👧b", 5), "a");
        assert_eq!(to_bytes("e\u{301}x", 2), "");
        assert_eq!(to_bytes("abc", 3), "abc");
    }

    #[test]
    fn the_exact_cut_leaves_one_mark_for_each_byte() {
        assert_eq!(to_bytes_exactly("a€", 3), "a\u{fffd}\u{fffd}");
        assert_eq!(to_bytes_exactly("abc", 9), "abc");
    }

    proptest! {
        #[test]
        fn a_cut_is_a_beginning_that_fits(text: String, most in 0usize..50) {
            let cut = to_bytes(&text, most);
            prop_assert!(cut.len() <= most && text.starts_with(cut));
        }

        #[test]
        fn shortening_takes_enough_and_no_more_than_one_character_too_many(text in "\\PC{0,40}", excess in 0usize..60) {
            let mut short = text.clone();
            let taken = shorten(&mut short, excess, str::len);
            prop_assert_eq!(short.len() + taken, text.len());
            prop_assert!(taken >= excess || short.is_empty());
        }
    }
}
