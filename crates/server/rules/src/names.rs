//! What people, teams, channels and emoji may be called, and the names the server makes itself.
//!
//! Source: `mattermost/mattermost` `server/public/model/{user,team,channel,channel_sidebar,emoji}.go`; golden
//! `server-api/user-patch.jsonl`, `teams.jsonl`, `channels-lifecycle.jsonl`, `dm-gm.jsonl`.

mod category;
mod channel;
mod conversation;
mod display;
mod email;
mod emoji;
mod locale;
mod profile;
mod team;
mod user;

pub use category::{DefaultCategory, default_category_id};
pub use channel::{ChannelTexts, MAX_CHANNEL_NAME, check_channel, check_new_channel};
pub use conversation::{
    direct_channel_name, direct_channel_users, group_channel_name, group_display_name, group_members,
};
pub use display::{DisplayName, NameFormat, NameParts, display_name};
pub use email::check_email;
pub use emoji::{check_emoji_name, emoji_names, is_system_emoji};
pub use locale::check_locale;
pub use profile::{ProfileTexts, check_profile};
pub use team::{TeamTexts, check_team};
pub use user::{MAX_USERNAME_BYTES, check_username, normal_username};
