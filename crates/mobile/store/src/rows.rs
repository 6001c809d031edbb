//! What is kept, table by table. Rows are the store's own shapes: the core converts wire objects into them.

mod channels;
mod columns;
mod outbox;
mod people;
mod posts;
mod pushes;
mod settings;
mod sidebar;

pub use channels::{ChannelRow, ConversationKind};
pub use outbox::OutboxRow;
pub use people::PersonRow;
pub use posts::PostRow;
pub use pushes::{PushRow, PushState};
pub use settings::Setting;
pub use sidebar::{CategoryRow, TeamRow};
