use std::fmt;

use crate::search::date::SearchDate;

/// Something wanted, or excluded by a `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sided<T> {
    /// What.
    pub what: T,
    /// Whether it must not be.
    pub excluded: bool,
}

/// A text to find.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SearchTerm {
    /// A whole word.
    Word(String),
    /// The beginning of a word.
    Prefix(String),
    /// Words that follow one another.
    Phrase(String),
    /// A hashtag, without its `#`.
    Hashtag(String),
}

/// Where to search.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ChannelRef {
    /// The channel with this name (or id).
    Named(String),
    /// The direct channel with this user, or with each of several, separated by commas.
    DirectWith(String),
}

/// How a post's time relates to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateRelation {
    /// Before the day begins.
    Before,
    /// After the day ends.
    After,
    /// During the day.
    On,
}

/// A search, as its field says it. Names are lower case, without `@` and `~`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// Texts: all of them must be found, or any when the search says `is_or_search`; none of the excluded.
    pub terms: Vec<Sided<SearchTerm>>,
    /// Authors, any of them.
    pub from: Vec<Sided<String>>,
    /// Channels, any of them.
    pub channels: Vec<Sided<ChannelRef>>,
    /// Extensions of files, any of them, without a dot.
    pub extensions: Vec<Sided<String>>,
    /// Days, all of them.
    pub dates: Vec<Sided<(DateRelation, SearchDate)>>,
}

impl SearchQuery {
    /// Whether it asks for nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for SearchQuery {
    /// Writes the query so that it reads back as itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = |excluded: bool| if excluded { "-" } else { "" };
        let terms = self.terms.iter().map(|term| format!("{}{}", minus(term.excluded), term.what));
        let from = self.from.iter().map(|from| format!("{}from:{}", minus(from.excluded), value(&from.what)));
        let channels = self.channels.iter().map(|channel| match &channel.what {
            ChannelRef::Named(name) => format!("{}in:{}", minus(channel.excluded), value(name)),
            ChannelRef::DirectWith(name) => format!("{}in:{}", minus(channel.excluded), value(&format!("@{name}"))),
        });
        let extensions = self.extensions.iter().map(|ext| format!("{}ext:{}", minus(ext.excluded), value(&ext.what)));
        let dates = self.dates.iter().map(|date| format!("{}{}:{}", minus(date.excluded), date.what.0, date.what.1));
        let words: Vec<_> = terms.chain(from).chain(channels).chain(extensions).chain(dates).collect();
        f.write_str(&words.join(" "))
    }
}

/// A modifier's value, between quotation marks when it has blanks.
fn value(text: &str) -> String {
    if text.contains(char::is_whitespace) { format!("\"{text}\"") } else { text.to_owned() }
}

impl fmt::Display for DateRelation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Before => "before",
            Self::After => "after",
            Self::On => "on",
        })
    }
}

impl fmt::Display for SearchTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A mark in front keeps a word with a colon from reading as a modifier.
        let mark = |word: &str| if word.contains(':') { "(" } else { "" };
        match self {
            Self::Word(word) => write!(f, "{}{word}", mark(word)),
            Self::Prefix(word) => write!(f, "{}{word}*", mark(word)),
            Self::Phrase(phrase) => write!(f, "\"{phrase}\""),
            Self::Hashtag(tag) => write!(f, "#{tag}"),
        }
    }
}
