//! Bots: accounts that programs use.

mod assign_bot;
mod create_bot;
mod enable_bot;
mod get_bot;
mod list_bots;
mod patch_bot;
mod system_bot;

pub use assign_bot::assign_bot;
pub use create_bot::{NewBot, create_bot};
pub use enable_bot::enable_bot;
pub use get_bot::get_bot;
pub(crate) use get_bot::{is_manageable, manageable};
pub use list_bots::{ListBots, list_bots};
pub use patch_bot::{BotChange, patch_bot};
pub(crate) use system_bot::system_bot;
