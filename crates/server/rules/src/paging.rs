//! Parameters of addresses, read leniently: what is empty is absent, what is no number is the default.
//!
//! Source: `mattermost/mattermost` `server/channels/web/params.go`; golden `server-api/posts-lists.jsonl`.

mod page;
mod post_list;
mod query;
mod thread_page;

pub use page::{DEFAULT_PER_PAGE, MAX_PER_PAGE, Page, limit};
pub use post_list::{PostListMode, post_list_mode};
pub use query::{Query, decode as decode_form};
pub use thread_page::{ThreadCursor, ThreadDirection, ThreadPage, thread_page};
