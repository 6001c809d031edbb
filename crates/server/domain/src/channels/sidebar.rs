//! Sidebars: the categories of somebody's channels in a team.

mod arrangement;
mod change;
mod create_category;
mod delete_category;
mod mute;
mod order_categories;
mod show;
mod update_categories;

pub use create_category::{NewCategory, create_category};
pub use delete_category::delete_category;
pub use order_categories::order_categories;
pub use show::{Sidebar, get_category, get_sidebar};
pub use update_categories::update_categories;
