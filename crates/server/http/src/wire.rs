//! The domain's values as the wire has them.

mod access_token;
mod attachment;
mod audit;
mod bot;
mod channel;
mod command;
mod emoji;
mod file;
mod hook;
mod page_text;
mod post;
mod reaction;
mod session;
mod status;
mod system;
mod team;
mod thread;
mod unread;
mod user;

pub(crate) use access_token::{access_token, access_tokens, created_token};
pub(crate) use audit::audit;
pub(crate) use bot::{bot, bots};
pub(crate) use channel::{
    category, channel, channel_kind, channel_member, channels_with_teams, members, own_member, sent_categories,
    sidebar, stats,
};
pub(crate) use command::{command_response, commands, suggestions};
pub(crate) use emoji::{emoji, emoji_list};
pub(crate) use file::{file, files};
pub(crate) use hook::{hook, hooks};
pub(crate) use page_text::PageText;
pub(crate) use post::{created_post, new_post, post, post_info, post_list, priority};
pub(crate) use reaction::{acknowledgement, reaction, reactions, removed_reaction};
pub(crate) use session::session;
pub(crate) use status::{presence, status};
pub(crate) use system::{preference, preferences, role};
pub(crate) use team::{plain_team, team, team_member};
pub(crate) use thread::{thread, threads};
pub(crate) use unread::{channel_unread, marked_unread, team_unread};
pub(crate) use user::{profile_patch, seen_user, user, users};
