//! Incoming webhooks: addresses that other programs post to.

mod create_hook;
mod delete_hook;
mod get_hook;
mod list_hooks;
mod receive;
mod slack_text;
mod update_hook;

pub use create_hook::{HookWish, create_hook};
pub use delete_hook::delete_hook;
pub use get_hook::get_hook;
pub use list_hooks::{ListHooks, ListedHooks, list_hooks};
pub use receive::{HookMessage, receive};
pub use update_hook::update_hook;
