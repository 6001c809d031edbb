//! The people, the team and the first posts that `countersign up` starts with.

mod account;
mod contents;

pub use account::{DemoPeople, Person, Role};
pub use contents::populate;
