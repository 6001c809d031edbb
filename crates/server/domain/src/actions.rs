//! Buttons and menus below posts, and dialogs: what people tell other programs by them.

mod dialog;
mod press;
mod trigger;

pub use dialog::{DialogSubmission, look_up_entries, open_dialog, submit_dialog};
pub use press::{Press, press};
