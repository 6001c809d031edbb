//! Posts: making, reading them.

mod audience;
mod create_post;
mod draft;
mod get_post;
mod get_thread;
mod list_posts;
mod notice;
mod view;
mod write;

pub use create_post::{Created, NewPost, create_post};
pub(crate) use get_post::readable_post;
pub use get_post::{get_post, posts_by_ids};
pub use get_thread::{ThreadRequest, get_thread};
pub use list_posts::{ListRequest, PostsChanged, list_posts, posts_changed};
pub(crate) use notice::{Notice, post_notice};
pub use view::{PostListView, ThreadDetail};
