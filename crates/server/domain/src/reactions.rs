//! Reactions to posts, and readers' word of having read them.

mod acknowledge;
mod list_reactions;
mod remove_reaction;
mod save_reaction;

pub use acknowledge::{acknowledge, take_back_acknowledgement};
pub use list_reactions::{reactions_to, reactions_to_posts};
pub use remove_reaction::remove_reaction;
pub use save_reaction::{NewReaction, save_reaction};
