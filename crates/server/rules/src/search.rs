//! What a search asks for: the grammar of the search field, read into a query that a store can answer.
//!
//! Words, `"phrases"`, `word*` beginnings, `#hashtags`; `from:` `in:` `channel:` `before:` `after:` `on:` `ext:`, whose
//! value may follow after a blank; `-` in front of any of them excludes. Whatever is not understood is a word.
//!
//! Source: `mattermost/mattermost` `server/public/model/search_params.go`.

mod date;
mod lexer;
mod parser;
mod query;

pub use date::{DayRange, SearchDate};
pub use parser::{MAX_TERMS_BYTES, parse_search};
pub use query::{ChannelRef, DateRelation, SearchQuery, SearchTerm, Sided};
