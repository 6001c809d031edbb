//! How unread and mention counters move. They must agree on every device, so every write goes through here.
//!
//! Nothing counts down when a post is deleted: `total_msg_count` is how many posts there ever were.
//!
//! Source: golden `server-api/set-unread.jsonl`, `posts-create.jsonl`, `notify-props-view.jsonl`,
//! `crt-default-off.jsonl`.

mod channel;
mod member;
mod tally;

pub use channel::{ChannelCounters, CountedPost, author_has_read};
pub use member::{MemberCounters, Unread};
pub use tally::SinceTally;
