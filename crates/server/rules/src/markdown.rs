//! What a post's Markdown says once the marks are gone: for notifications, and for finding who is mentioned.

mod plain;
mod spoken;

use pulldown_cmark::Options;

pub use plain::to_plain_text;
pub use spoken::spoken_texts;

/// `CommonMark` with strikethrough: what the incumbent's notifications understand. Tables, task lists, mathematics and
/// bare addresses stay as typed.
const OPTIONS: Options = Options::ENABLE_STRIKETHROUGH;
