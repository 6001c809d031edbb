//! What the server knows, as values. Neither wire forms nor database rows: handlers and stores convert.

mod category;
mod channel;
mod device;
mod emoji;
mod file;
mod followed_thread;
mod post;
mod preference;
mod push;
mod reaction;
mod role;
mod seen_user;
mod session;
mod team;
mod thread;
mod unread;
mod upload;
mod user;

pub use category::{CategoryKind, SidebarCategory};
pub use channel::{Channel, ChannelMember, ChannelMembership, ChannelState, ChannelTotals, RosterEntry, Viewed};
pub use device::DeviceSession;
pub use emoji::Emoji;
pub use file::{FileInfo, PictureInfo};
pub use followed_thread::{FollowedThread, FollowedView};
pub use post::{Post, PostExtras, PostPage, PostView, Priority, ThreadSummary};
pub use preference::Preference;
pub use push::{NewPush, OutboxSeq, PushKind, QueuedPush};
pub use reaction::{Acknowledgement, Reaction};
pub use role::Role;
pub use seen_user::SeenUser;
pub use session::{EndedSession, Session, TokenHash};
pub use team::{Team, TeamMember};
pub use thread::{Follow, Thread};
pub use unread::TeamUnread;
pub use upload::UploadSession;
pub use user::{Bot, Credentials, User};
