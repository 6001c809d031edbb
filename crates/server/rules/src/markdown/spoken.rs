use pulldown_cmark::{Event, Parser, Tag, TagEnd, TextMergeStream};

/// The texts of a post that can mention somebody: what is neither code nor HTML, cut where a mark stands.
pub fn spoken_texts(markdown: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut in_code = false;
    for event in TextMergeStream::new(Parser::new_ext(markdown, super::OPTIONS)) {
        match event {
            Event::Text(text) if !in_code => texts.push(text.into_string()),
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            _ => {}
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_html_are_left_out() {
        let texts = spoken_texts("hi @ann `@ben`\n\n```\n@cy\n```\n\n    @dan\n\n<b>@eve</b> **@fay**");
        let all = texts.join("|");
        for (name, spoken) in [("@ann", true), ("@ben", false), ("@cy", false), ("@dan", false), ("@eve", true)] {
            assert_eq!(all.contains(name), spoken, "{name} in {all}");
        }
        assert!(texts.contains(&"@fay".to_owned()), "{texts:?}");
    }

    #[test]
    fn underscores_inside_names_do_not_cut() {
        assert_eq!(spoken_texts("@john_doe_jr and @x_y"), ["@john_doe_jr and @x_y"]);
    }
}
