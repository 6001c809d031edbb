//! Posts: making, reading, changing, deleting them.

mod around_unread;
mod audience;
mod channel_mentions;
mod create_post;
mod delete_post;
mod draft;
mod edit_post;
mod extras;
mod get_post;
mod get_thread;
mod history;
mod info;
mod list_posts;
mod marked_posts;
mod notice;
mod pin_post;
mod search_posts;
mod set_unread;
mod view;
mod write;

pub use around_unread::{AroundUnread, posts_around_unread};
pub use create_post::{Created, NewPost, create_post};
pub use delete_post::delete_post;
pub use edit_post::{PostPatch, edit_post};
pub(crate) use get_post::readable_post;
pub use get_post::{get_post, get_post_or_deleted, posts_by_ids};
pub use get_thread::{ThreadRequest, get_thread};
pub use history::post_history;
pub use info::{PostPlace, post_place};
pub use list_posts::{ListRequest, PostsChanged, list_posts, posts_changed};
pub use marked_posts::{SavedRequest, pinned_posts, saved_posts};
pub(crate) use notice::{ChannelText, Notice, post_notice};
pub use pin_post::pin_post;
pub use search_posts::{SearchRequest, search_posts};
pub use set_unread::{MarkedUnread, set_unread};
pub use view::{PostListView, ThreadDetail};
