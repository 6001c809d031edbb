//! Notification settings: what a user and a channel membership carry as maps of texts, read once into types.
//!
//! The server does not refuse unknown values (the incumbent stores whatever comes): they read as "neither", and each
//! rule says what that means.

mod defaults;
mod level;
mod member;
mod patch;
mod repeated;
mod user;

pub use defaults::{channel_member_defaults, user_defaults};
pub use level::{Comments, IgnoreChannelMentions, Level, PushWhen};
pub use member::MemberNotifyProps;
pub use patch::{MAX_VALUE_BYTES, patch_member_props, replace_user_props};
pub use repeated::Repeated;
pub use user::UserNotifyProps;
