//! Threads as their followers see them: listing, following, reading them.

mod follow;
mod get_followed;
mod list_followed;
mod place;
mod read_all;
mod read_thread;
mod tell;
mod view;

pub use follow::set_following;
pub use get_followed::get_followed;
pub(crate) use list_followed::totals_of_team;
pub use list_followed::{FollowedList, ListFollowed, list_followed};
pub use read_all::read_all;
pub(crate) use read_thread::set_unread_from;
pub use read_thread::{read_until, set_unread};
pub(crate) use tell::tell_followers;
pub use view::Participants;
