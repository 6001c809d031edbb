use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// A post's text as a notification shows it.
///
/// Marks go; links and pictures leave their text, code its text; line breaks stay. A paragraph, heading or list item
/// is followed by a space when something stands beside it; a list, a quote and a code block are not, so that
/// `> a`, blank line, `b` reads `ab`. Backslash escapes stay as typed, HTML entities are decoded, HTML tags vanish
/// while the text between them stays. Leading and trailing white space goes.
///
/// Source: the pushes of the running server, golden `server-push/text.jsonl`.
pub fn to_plain_text(markdown: &str) -> String {
    let mut writer =
        Writer { markdown, text: String::with_capacity(markdown.len()), said_until: 0, item: ItemText::None };
    let mut events = Parser::new_ext(markdown, super::OPTIONS).into_offset_iter().peekable();
    while let Some((event, place)) = events.next() {
        let has_sibling = events.peek().is_some_and(|(next, _)| !matches!(next, Event::End(_)));
        writer.write(event, &place, has_sibling);
    }
    writer.text.trim().to_owned()
}

struct Writer<'a> {
    markdown: &'a str,
    text: String,
    /// Up to where the source has been written, to find escapes: the parser leaves their backslash out.
    said_until: usize,
    item: ItemText,
}

/// Text that stands in a list item without a paragraph around it: the parser gives it no events of its own.
#[derive(PartialEq)]
enum ItemText {
    None,
    Possible,
    Said,
}

impl Writer<'_> {
    fn write(&mut self, event: Event<'_>, place: &Range<usize>, has_sibling: bool) {
        match event {
            Event::Text(text) => self.say_text(&text, place),
            Event::Code(text) => self.say(&text, place),
            Event::SoftBreak | Event::HardBreak => self.say("\n", place),
            Event::Html(html) => self.text.push_str(&without_tags(&html)),
            Event::Start(tag) => self.start(&tag),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => {
                self.item = ItemText::None;
                if has_sibling {
                    self.text.push(' ');
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let is_block = matches!(
            tag,
            Tag::List(_)
                | Tag::BlockQuote(_)
                | Tag::CodeBlock(_)
                | Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::HtmlBlock
        );
        if is_block {
            if self.item == ItemText::Said {
                self.text.push(' ');
            }
            self.item = ItemText::None;
        } else if matches!(tag, Tag::Item) {
            self.item = ItemText::Possible;
        }
    }

    fn say_text(&mut self, text: &str, place: &Range<usize>) {
        let before = place.start.checked_sub(1).filter(|&before| before >= self.said_until);
        if before.is_some_and(|before| self.markdown.as_bytes()[before] == b'\\') {
            self.text.push('\\');
        }
        self.say(text, place);
    }

    fn say(&mut self, text: &str, place: &Range<usize>) {
        self.text.push_str(text);
        self.said_until = place.end;
        if self.item == ItemText::Possible {
            self.item = ItemText::Said;
        }
    }
}

fn without_tags(html: &str) -> String {
    let mut in_tag = false;
    html.chars()
        .filter(|&letter| {
            let was_in_tag = in_tag;
            in_tag = letter == '<' || (in_tag && letter != '>');
            !was_in_tag && !in_tag
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_go_and_text_stays() {
        for (markdown, text) in [
            ("**bold** _it_ ~~gone~~ `code` ***both***", "bold it gone code both"),
            ("# Title\ntext", "Title text"),
            ("- one\n- two\n  - nested\n1. first\n2. second", "one two nestedfirst second"),
            ("before\n```go\nx\n```\nafter", "before x\nafter"),
            ("[site](https://x.org) ![alt](y.png)", "site alt"),
            ("> a\n\nb", "ab"),
            ("- a\n\n- b\n\n  c", "a b c"),
            ("- **a**\n  > b", "a b"),
            ("a\n\nb", "a b"),
            ("one  \ntwo\\\nthree", "one\ntwo\nthree"),
            ("a &amp; b &lt;c&gt;", "a & b <c>"),
            ("x <b>y</b> <script>z</script>", "x y z"),
            ("<div>\nkept\n</div>", "kept"),
        ] {
            assert_eq!(to_plain_text(markdown), text, "{markdown}");
        }
    }

    #[test]
    fn escapes_stay_as_typed() {
        for markdown in [r"\*not bold\* 1\. x", r"\\ and \\\*", r"c:\temp", r"a\_b **\*** end\!"] {
            let expected = markdown.replace("**", "");
            let expected = if markdown.contains("**") { expected } else { markdown.to_owned() };
            assert_eq!(to_plain_text(markdown), expected, "{markdown}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(markdown: String) {
            to_plain_text(&markdown);
        }

        #[test]
        fn plain_words_stay_as_they_are(words in proptest::collection::vec("[a-zA-Z0-9é世🎉]{1,8}", 1..12)) {
            let text = words.join(" ");
            prop_assert_eq!(to_plain_text(&text), text);
        }
    }
}
