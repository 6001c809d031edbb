use std::borrow::Cow;

use countersign_wire_push::PushMessage;

use crate::{cut, emoji};

/// Longest text of a message, in bytes; the incumbent passes 2,047 and cuts more to 2,046.
const MOST_TEXT: usize = 2047;
const CUT_TEXT: usize = 2046;
/// Longest title, in bytes.
const MOST_TITLE: usize = 64;

/// What an ID-only push says until the app has fetched the text.
pub const DEFAULT_ID_ONLY_TEXT: &str = "You have a new message.";

/// Whose manners to keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compat {
    /// Texts are cut between characters, ID-only pushes carry no names, silent pushes are not urgent, and so on: the
    /// differences that `docs/compatibility.md` lists.
    #[default]
    Improved,
    /// What the incumbent sends, letter for letter.
    Strict,
}

/// How texts are treated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whose manners to keep.
    pub compat: Compat,
    /// What ID-only pushes say, whatever the server filled in. Default: [`DEFAULT_ID_ONLY_TEXT`].
    pub id_only_text: String,
}

impl Default for Policy {
    fn default() -> Self {
        Self { compat: Compat::Improved, id_only_text: DEFAULT_ID_ONLY_TEXT.to_owned() }
    }
}

/// The texts of a push as they may be sent. Empty means: not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content<'a> {
    /// What is shown.
    pub text: Cow<'a, str>,
    /// The title: the channel's name.
    pub channel_name: Cow<'a, str>,
    /// The author's name.
    pub sender_name: Cow<'a, str>,
    /// A webhook's name for itself.
    pub override_username: Cow<'a, str>,
    /// A webhook's picture.
    pub override_icon_url: Cow<'a, str>,
    /// `true` when a webhook posted.
    pub from_webhook: Cow<'a, str>,
}

impl<'a> Content<'a> {
    /// The texts of a message under a policy.
    pub fn of(message: &'a PushMessage, policy: &'a Policy) -> Self {
        let strict = policy.compat == Compat::Strict;
        if message.is_id_loaded && !strict {
            return Self { text: Cow::Borrowed(&policy.id_only_text), ..Self::default() };
        }
        let text = limit(&message.message, MOST_TEXT, CUT_TEXT, strict);
        Self {
            text: if message.is_id_loaded { text } else { with_emoji(text, strict) },
            channel_name: limit(&message.channel_name, MOST_TITLE, MOST_TITLE, strict),
            sender_name: Cow::Borrowed(&message.sender_name),
            override_username: Cow::Borrowed(&message.override_username),
            override_icon_url: Cow::Borrowed(&message.override_icon_url),
            from_webhook: Cow::Borrowed(&message.from_webhook),
        }
    }

    /// The same push with nothing in it but what an ID-only one says: the last resort when it is too large.
    pub fn bare(policy: &'a Policy) -> Self {
        Self { text: Cow::Borrowed(&policy.id_only_text), ..Self::default() }
    }

    /// Shortens the texts until they weigh `excess` less, the least missed first. Returns false when that is not
    /// possible.
    pub fn shorten(&mut self, excess: usize, weigh: impl Fn(&str) -> usize + Copy) -> bool {
        let mut left = excess;
        for text in [
            &mut self.text,
            &mut self.override_icon_url,
            &mut self.override_username,
            &mut self.channel_name,
            &mut self.sender_name,
        ] {
            if left == 0 {
                break;
            }
            if !text.is_empty() {
                left = left.saturating_sub(cut::shorten(text.to_mut(), left, weigh));
            }
        }
        left == 0
    }
}

fn limit(text: &str, most: usize, cut_to: usize, strict: bool) -> Cow<'_, str> {
    if text.len() <= most {
        Cow::Borrowed(text)
    } else if strict {
        Cow::Owned(cut::to_bytes_exactly(text, cut_to))
    } else {
        Cow::Borrowed(cut::to_bytes(text, cut_to))
    }
}

fn with_emoji(text: Cow<'_, str>, padded: bool) -> Cow<'_, str> {
    if text.contains(':') { Cow::Owned(emoji::replace(&text, padded)) } else { text }
}

#[cfg(test)]
mod tests {
    use countersign_wire_push::PushType;

    use super::*;

    fn message(text: &str) -> PushMessage {
        PushMessage {
            kind: PushType::Message,
            message: text.to_owned(),
            channel_name: "Town".to_owned(),
            sender_name: "Bob".to_owned(),
            ..PushMessage::default()
        }
    }

    #[test]
    fn an_id_only_push_says_nothing_of_anybody() {
        let message = PushMessage { is_id_loaded: true, ..message("The plan is secret") };
        let policy = Policy::default();
        let content = Content::of(&message, &policy);
        assert_eq!(content, Content::bare(&policy));
        let strict = Policy { compat: Compat::Strict, ..policy.clone() };
        assert_eq!(Content::of(&message, &strict).text, "The plan is secret");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let policy = Policy::default();
        let [whole, long] = [message(&"é".repeat(1023)), message(&"é".repeat(1024))];
        assert_eq!(Content::of(&whole, &policy).text.len(), 2046);
        assert_eq!(Content::of(&long, &policy).text.len(), 2046);
        let odd = message(&format!("a{}", "é".repeat(1024)));
        assert_eq!(Content::of(&odd, &policy).text.len(), 2045);
        let strict = Policy { compat: Compat::Strict, ..policy };
        assert!(Content::of(&odd, &strict).text.ends_with('\u{fffd}'));
    }

    #[test]
    fn shortening_spares_names_while_there_is_text() {
        let message = message(&"x".repeat(100));
        let policy = Policy::default();
        let mut content = Content::of(&message, &policy);
        assert!(content.shorten(90, str::len));
        assert_eq!((content.text.len(), content.channel_name.as_ref()), (10, "Town"));
        assert!(!content.shorten(1000, str::len));
    }
}
