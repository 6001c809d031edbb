//! Presence: reading it, choosing it, and what happens by itself.

mod get_status;
mod happenings;
mod set_status;

pub use get_status::{UserStatus, are_kept, get_status, known_statuses, statuses_by_ids};
pub(crate) use happenings::happened;
pub use happenings::{connected, disconnected, end_timed_statuses, idle, user_active, write_statuses};
pub use set_status::set_status;
