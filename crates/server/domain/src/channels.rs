//! Channels: making, finding, joining, leaving, reading them.

mod archive;
mod change_channel;
mod convert_group;
mod create_channel;
mod create_direct;
mod create_group;
mod every_membership;
mod find;
mod get_channel;
mod join;
mod leave;
mod list_channels;
mod members;
mod notify_props;
mod roles;
mod sidebar;
mod stats;
mod timezones;
mod typing;
mod unread;
mod view;

pub use archive::{archive_channel, restore_channel};
pub use change_channel::{ChannelPatch, convert_channel, patch_channel, replace_channel};
pub use convert_group::convert_group;
pub use create_channel::{NewChannel, create_channel};
pub(crate) use create_channel::{new_channel, new_member};
pub use create_direct::create_direct;
pub(crate) use create_direct::ensure_direct;
pub use create_group::create_group;
pub use every_membership::{MembershipInTeam, every_membership};
pub use find::{
    EveryChannelQuery, archived_channels, autocomplete_channels, channels_by_ids, count_every_channel,
    list_every_channel, private_channels, search_own_channels, search_team_channels, with_teams,
};
pub use get_channel::{get_channel, get_channel_by_name, get_channel_by_names};
pub use join::{add_member, add_member_under};
pub use leave::remove_member;
pub use list_channels::{my_channels, my_members, public_channels};
pub use members::{SeenMember, get_member, list_members, members_by_ids};
pub use notify_props::set_notify_props;
pub use roles::set_channel_roles;
pub use sidebar::{
    NewCategory, Sidebar, create_category, delete_category, get_category, get_sidebar, order_categories,
    update_categories,
};
pub use stats::{ChannelStats, channel_stats, member_counts};
pub use timezones::channel_timezones;
pub use typing::type_in_channel;
pub use unread::{ChannelUnread, channel_unread};
pub use view::{ViewChannel, mark_read, view_channel};
