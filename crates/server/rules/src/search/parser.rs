use crate::{
    error::{RuleError, invalid_body_param},
    search::{
        date::SearchDate,
        lexer::{Piece, pieces},
        query::{ChannelRef, DateRelation, SearchQuery, SearchTerm, Sided},
    },
};

/// Longest search field.
pub const MAX_TERMS_BYTES: usize = 16_384;

const MODIFIERS: &[&str] = &["from", "channel", "in", "before", "after", "on", "ext"];

/// Reads the search field. A modifier without a value, and a day that is none, ask for nothing.
///
/// # Errors
/// 400 when the field is empty, longer than [`MAX_TERMS_BYTES`], or holds a NUL.
pub fn parse_search(terms: &str) -> Result<SearchQuery, RuleError> {
    if terms.is_empty() || terms.len() > MAX_TERMS_BYTES || terms.contains('\0') {
        return Err(invalid_body_param("terms"));
    }
    let mut query = SearchQuery::default();
    let mut rest = pieces(terms).into_iter().peekable();
    while let Some(piece) = rest.next() {
        let word = match piece {
            Piece::Quoted { text, excluded } => {
                add_phrase(&mut query, text, excluded);
                continue;
            }
            Piece::Bare(word) => word,
        };
        match modifier(&word) {
            Some((name, excluded, "")) => {
                let value = rest.next_if(|next| matches!(next, Piece::Quoted { excluded: false, .. } | Piece::Bare(_)));
                if let Some(Piece::Bare(value) | Piece::Quoted { text: value, .. }) = value {
                    add_filter(&mut query, name, &value, excluded);
                }
            }
            Some((name, excluded, value)) => add_filter(&mut query, name, value, excluded),
            None => add_word(&mut query, &word),
        }
    }
    Ok(query)
}

/// Splits `-from:ann` into name, exclusion and value.
fn modifier(word: &str) -> Option<(&'static str, bool, &str)> {
    let (excluded, bare) = word.strip_prefix('-').map_or((false, word), |bare| (true, bare));
    let (name, value) = bare.split_once(':')?;
    let known = MODIFIERS.iter().find(|known| known.eq_ignore_ascii_case(name))?;
    Some((known, excluded, value))
}

fn add_filter(query: &mut SearchQuery, name: &str, value: &str, excluded: bool) {
    let value = value.trim();
    let sided = |what| Sided { what, excluded };
    let relation = match name {
        "from" => {
            let user = value.trim_start_matches('@').to_lowercase();
            query.from.extend(Some(sided(user)).filter(|user| !user.what.is_empty()));
            return;
        }
        "in" | "channel" => {
            query.channels.extend(channel_ref(value).map(|what| Sided { what, excluded }));
            return;
        }
        "ext" => {
            let extension = value.trim_start_matches('.').to_lowercase();
            query.extensions.extend(Some(sided(extension)).filter(|extension| !extension.what.is_empty()));
            return;
        }
        "before" => DateRelation::Before,
        "after" => DateRelation::After,
        _ => DateRelation::On,
    };
    query.dates.extend(SearchDate::parse(value).map(|date| Sided { what: (relation, date), excluded }));
}

fn channel_ref(value: &str) -> Option<ChannelRef> {
    let name = value.trim_start_matches(['@', '~']).to_lowercase();
    let direct = value.starts_with('@');
    match (name.is_empty(), direct) {
        (true, _) => None,
        (false, true) => Some(ChannelRef::DirectWith(name)),
        (false, false) => Some(ChannelRef::Named(name)),
    }
}

fn add_phrase(query: &mut SearchQuery, text: String, excluded: bool) {
    if text.chars().any(char::is_alphanumeric) {
        query.terms.push(Sided { what: SearchTerm::Phrase(text), excluded });
    }
}

fn add_word(query: &mut SearchQuery, word: &str) {
    let (excluded, bare) = word.strip_prefix('-').map_or((false, word), |bare| (true, bare));
    let is_mark = |letter: char| !letter.is_alphanumeric();
    let is_hashtag = bare.trim_start_matches(|letter| is_mark(letter) && letter != '#').starts_with('#');
    let begins = bare.trim_end_matches(|letter| is_mark(letter) && letter != '*').ends_with('*');
    let text = bare.trim_matches(is_mark);
    if text.is_empty() {
        return;
    }
    let text = text.to_owned();
    let what = if is_hashtag && text.chars().nth(1).is_some() {
        SearchTerm::Hashtag(text)
    } else if begins {
        SearchTerm::Prefix(text)
    } else {
        SearchTerm::Word(text)
    };
    query.terms.push(Sided { what, excluded });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(terms: &str) -> String {
        parse_search(terms).unwrap().to_string()
    }

    #[test]
    fn the_grammar_is_understood() {
        for (terms, query) in [
            ("hello, world!", "hello world"),
            ("\"two words\" -\"not these\"", "\"two words\" -\"not these\""),
            ("pre* -word -#tag (#other)", "pre* -word -#tag #other"),
            ("from: @Ann from:ben -from:cy x", "x from:ann from:ben -from:cy"),
            ("IN:~town-square in:@bob channel: off-topic", "in:town-square in:@bob in:off-topic"),
            ("before:2026-01-02 -after:2026-1-3 on: 2026-02-04", "before:2026-01-02 -after:2026-01-03 on:2026-02-04"),
            ("ext:.PDF -ext:png report", "report ext:pdf -ext:png"),
            ("on:never x", "x"),
            ("from:", ""),
            ("a\"b c\"d", "a \"b c\" d"),
            ("open \"quote", "open quote"),
            ("http://x.org re:plan", "(http://x.org (re:plan"),
            ("... !!! -", ""),
            ("  ", ""),
        ] {
            assert_eq!(read(terms), query, "{terms}");
        }
    }

    #[test]
    fn an_empty_field_is_refused() {
        for terms in ["", "a\0b", &"x".repeat(MAX_TERMS_BYTES + 1)] {
            assert_eq!(parse_search(terms).unwrap_err().status(), 400);
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics_and_reads_back(terms in ".{1,200}") {
            if let Ok(query) = parse_search(&terms) {
                let written = query.to_string();
                if !written.is_empty() {
                    prop_assert_eq!(parse_search(&written).unwrap(), query);
                }
            }
        }

        #[test]
        fn text_full_of_the_grammars_signs_reads_back(terms in r##"([-"#*@~:. a-c]|from:|in:|on:|ext:|2026-01-01){1,40}"##) {
            if let Ok(query) = parse_search(&terms) {
                let written = query.to_string();
                if !written.is_empty() {
                    prop_assert_eq!(parse_search(&written).unwrap(), query);
                }
            }
        }
    }
}
