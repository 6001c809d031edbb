use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::markdown::spoken_texts;

/// A word's parts are looked up separately; more than this many trailing marks are cut at once.
const TRAILING_CUTS: usize = 4;
/// No name and no keyword is longer. Longer words mention nobody, except through a keyword inside them.
const MAX_FORM_BYTES: usize = 256;

/// The texts of a post's attachments that can mention somebody: `pretext`, `text` and the values of fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttachmentTexts(Vec<String>);

impl AttachmentTexts {
    /// Reads the prop `attachments`. Whatever is not of the usual form is passed over.
    pub fn read(props: &Map<String, Value>) -> Self {
        let attachments = props.get("attachments").and_then(Value::as_array).into_iter().flatten();
        let mut texts = Vec::new();
        for attachment in attachments {
            let own = ["pretext", "text"].into_iter().filter_map(|key| attachment.get(key));
            let fields = attachment.get("fields").and_then(Value::as_array).into_iter().flatten();
            let values = fields.filter_map(|field| field.get("value"));
            texts
                .extend(own.chain(values).filter_map(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned));
        }
        Self(texts)
    }
}

/// What a post's text could mention: read once per post, then asked about each candidate.
///
/// Code is skipped. A word is a run of letters, digits and `: . - _ @`; `:emoji:` words say nothing; `: . - _` in front
/// are cut. A word is looked up lower case, then as typed; then with the marks behind it cut; then in its parts between
/// `. - :`. The first that anybody answers to counts. A part of a word that begins with `@` may name a user but never
/// the whole channel: `@all-hands` is not `@all`.
#[derive(Clone, Debug, Default)]
pub struct MentionScan {
    forms: HashMap<String, usize>,
    words: Vec<Word>,
    multibyte_words: Vec<String>,
    here: bool,
    channel: bool,
    all: bool,
}

/// The forms under which one word is looked up, in this order; a form is its lower-case text and the text as typed.
#[derive(Clone, Debug, Default)]
struct Word {
    whole: Vec<(usize, usize)>,
    parts: Vec<(usize, usize)>,
}

impl MentionScan {
    /// Reads a post's text and attachments.
    pub fn of(message: &str, attachments: &AttachmentTexts) -> Self {
        let mut scan = Self::default();
        for text in std::iter::once(message).chain(attachments.0.iter().map(String::as_str)) {
            for spoken in spoken_texts(text) {
                spoken.split(|letter: char| !is_word_letter(letter)).for_each(|word| scan.read_word(word));
            }
        }
        scan
    }

    /// Names that stand behind an `@`, lower case, without it: user names and group names to look up.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.forms.keys().filter_map(|form| form.strip_prefix('@')).filter(|name| is_lower(name))
    }

    /// Everything a keyword or first name must equal to be meant, lower case and as typed: to look up in an index.
    pub fn keywords(&self) -> impl Iterator<Item = &str> {
        self.forms.keys().map(String::as_str)
    }

    /// Whether keywords beyond ASCII can stand inside words of this text. Only then must they be looked at one by one.
    pub fn has_multibyte_words(&self) -> bool {
        !self.multibyte_words.is_empty()
    }

    /// Whether the text says `@here`.
    pub fn says_here(&self) -> bool {
        self.here
    }

    /// Whether the text says `@channel`.
    pub fn says_channel(&self) -> bool {
        self.channel
    }

    /// Whether the text says `@all`.
    pub fn says_all(&self) -> bool {
        self.all
    }

    pub(super) fn form(&self, keyword: &str) -> Option<usize> {
        self.forms.get(keyword).copied()
    }

    pub(super) fn form_count(&self) -> usize {
        self.forms.len()
    }

    /// The forms that count, given those that somebody answers to.
    pub(super) fn winners(&self, answered: &[bool]) -> Vec<bool> {
        let mut winners = vec![false; self.forms.len()];
        let first = |forms: (usize, usize)| [forms.0, forms.1].into_iter().find(|&form| answered[form]);
        for word in &self.words {
            if let Some(form) = word.whole.iter().find_map(|&forms| first(forms)) {
                winners[form] = true;
            } else {
                word.parts.iter().filter_map(|&forms| first(forms)).for_each(|form| winners[form] = true);
            }
        }
        winners
    }

    /// Whether a keyword beyond ASCII stands inside a word. Such keywords need no word borders: some scripts have none.
    pub(super) fn holds_multibyte(&self, keyword: &str) -> bool {
        !keyword.is_ascii() && self.multibyte_words.iter().any(|word| word.contains(keyword))
    }

    fn read_word(&mut self, raw: &str) {
        let is_emoji = raw.len() > 1 && raw.starts_with(':') && raw.ends_with(':');
        let text = raw.trim_start_matches([':', '.', '-', '_']);
        if is_emoji || text.is_empty() {
            return;
        }
        if !text.is_ascii() {
            self.multibyte_words.extend([text.to_owned(), text.to_lowercase()]);
        }
        let mut word = Word::default();
        let cut = text.trim_end_matches(['.', '-', ':', '_']);
        let trailing = text.len() - cut.len();
        for end in (cut.len()..=text.len()).rev().take(trailing.min(TRAILING_CUTS)).chain([cut.len()]) {
            self.note_channel_wide(&text[..end]);
            word.whole.extend(self.add_form(&text[..end]));
        }
        if cut.contains(['.', '-', ':']) {
            for part in cut.split(['.', '-', ':']).filter(|part| !part.is_empty()) {
                if !text.starts_with('@') {
                    self.note_channel_wide(part);
                }
                word.parts.extend(self.add_form(part));
            }
        }
        self.words.push(word);
    }

    fn note_channel_wide(&mut self, form: &str) {
        self.here |= form.eq_ignore_ascii_case("@here");
        self.channel |= form.eq_ignore_ascii_case("@channel");
        self.all |= form.eq_ignore_ascii_case("@all");
    }

    fn add_form(&mut self, text: &str) -> Option<(usize, usize)> {
        if text.is_empty() || text.len() > MAX_FORM_BYTES {
            return None;
        }
        let lower = self.number(text.to_lowercase());
        let typed = self.number(text.to_owned());
        Some((lower, typed))
    }

    fn number(&mut self, form: String) -> usize {
        let next = self.forms.len();
        *self.forms.entry(form).or_insert(next)
    }
}

fn is_word_letter(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, ':' | '.' | '-' | '_' | '@')
}

fn is_lower(text: &str) -> bool {
    !text.chars().any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn scan(text: &str) -> MentionScan {
        MentionScan::of(text, &AttachmentTexts::default())
    }

    fn names(text: &str) -> BTreeSet<String> {
        scan(text).names().map(str::to_owned).collect()
    }

    #[test]
    fn names_are_found_with_and_without_what_follows() {
        assert_eq!(
            names("hi @Bob, @ann. see @cy-dan:"),
            ["ann", "ann.", "bob", "cy", "cy-dan", "cy-dan:"].map(String::from).into()
        );
    }

    #[test]
    fn emoji_words_and_code_name_nobody() {
        assert_eq!(names(":@bob: `@ann`"), BTreeSet::new());
    }

    #[test]
    fn channel_wide_words_are_heard_in_any_case_but_not_inside_names() {
        assert!(scan("@Channel!").says_channel() && scan("(@all)").says_all() && scan("see:@here.").says_here());
        for text in ["@all-hands", "@here.after", "@channels", "channel", "`@all`"] {
            let heard = scan(text);
            assert!(!heard.says_all() && !heard.says_here() && !heard.says_channel(), "{text}");
        }
    }

    #[test]
    fn attachments_are_read() {
        let props = json!({"attachments": [
            {"pretext": "@a1", "text": "@b2", "title": "@c3", "fields": [{"value": "@d4"}, {"value": 5}]},
            "odd"
        ]});
        let attachments = AttachmentTexts::read(props.as_object().unwrap());
        let found: BTreeSet<_> = MentionScan::of("", &attachments).names().map(str::to_owned).collect();
        assert_eq!(found, ["a1", "b2", "d4"].map(String::from).into());
    }

    #[test]
    fn a_word_of_nothing_but_marks_stays_cheap() {
        let heard = scan(&format!("a{}", ".".repeat(16_000)));
        assert!(heard.form_count() < 10);
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text: String) {
            let heard = scan(&text);
            let answered = vec![true; heard.form_count()];
            heard.winners(&answered);
        }

        #[test]
        fn a_name_between_blanks_is_always_found(before in "[ a-z]{0,9}", name in "[a-z][a-z0-9]{2,20}", after in "[ a-z]{0,9}") {
            let found = names(&format!("x{before} @{name} {after}"));
            prop_assert!(found.contains(&name));
        }
    }
}
