#![doc = include_str!("../README.md")]

mod access_token;
mod acknowledgement;
mod attachment;
mod audit;
mod bot;
mod category;
mod channel;
mod channel_request;
mod command;
mod config;
mod emoji;
mod error;
mod file;
mod hook;
mod login;
mod post;
mod post_info;
mod preference;
mod role;
mod session;
mod status;
mod system;
mod team;
mod team_request;
mod thread;
mod unread;
mod upload;
mod user;
mod user_request;
pub mod websocket;

pub use access_token::{AccessTokenRequest, UserAccessToken};
pub use acknowledgement::PostAcknowledgement;
pub use attachment::{Attachment, AttachmentField};
pub use audit::Audit;
pub use bot::{Bot, BotPatch};
pub use category::{SidebarCategories, SidebarCategory};
pub use channel::{
    Channel, ChannelMember, ChannelMemberWithTeam, ChannelStats, ChannelType, ChannelWithTeam, ViewChannelRequest,
    ViewChannelResponse, direct_channel_name,
};
pub use channel_request::CreateChannelRequest;
pub use command::{AutocompleteSuggestion, Command, CommandResponse, ExecuteCommandRequest};
pub use config::{ClientConfig, ClientLicense};
pub use emoji::{CreateEmojiRequest, Emoji, EmojiSearchRequest};
pub use error::ApiError;
pub use file::{FileInfo, FileInfoList, FileUpload};
pub use hook::{IncomingWebhook, IncomingWebhookRequest};
pub use login::LoginRequest;
pub use post::{
    CreatePostRequest, Post, PostEmbed, PostImage, PostList, PostMetadata, PostPriority, PostSearchResults, Reaction,
};
pub use post_info::PostInfo;
pub use preference::Preference;
pub use role::{Role, SchemeRolesRequest};
pub use session::{AttachDeviceRequest, Session};
pub use status::{Status, UpdateStatusRequest};
pub use system::{PingResponse, StatusOk};
pub use team::{Team, TeamMember};
pub use team_request::{AddTeamMemberRequest, CreateTeamRequest};
pub use thread::{Thread, Threads};
pub use unread::{ChannelUnread, ChannelUnreadAt, TeamUnread};
pub use upload::{CreateUploadRequest, UploadSession};
pub use user::{UpdateActiveRequest, User};
pub use user_request::{CreateUserRequest, UserAutocomplete, UserPatch, UserSearchRequest};
