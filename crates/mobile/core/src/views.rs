//! What interfaces draw, made from what is kept.

mod channel;
mod sidebar;
mod state;

pub(crate) use channel::{channel_view, page_view, pending_view};
pub(crate) use sidebar::channels_view;
pub(crate) use state::{person_view, state_view};
