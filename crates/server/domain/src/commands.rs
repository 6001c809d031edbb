//! Slash commands: what somebody orders in the place of a message.

mod catalogue;
mod conversations;
mod execute;
mod membership;
mod presence;
mod run;
mod scene;
mod texts;

pub use catalogue::{list_commands, suggest_commands};
pub use execute::{ExecuteCommand, execute_command};
pub use scene::{CommandOutcome, Voice};
