//! What may be posted, changed and deleted.
//!
//! Source: `mattermost/mattermost` `server/public/model/post.go`, `server/channels/app/post.go`; golden
//! `server-api/posts-create.jsonl`, `posts-create-errors.jsonl`, `posts-edit-delete.jsonl`.

mod create;
mod edit;
mod hashtags;
mod kind;
mod links;
mod pending;
mod priority;
mod props;

pub use create::{
    CreatePostFacts, DEFAULT_MAX_POST_CHARS, MAX_FILES, RootLookup, check_create, check_file_count, check_message,
    effective_create_at,
};
pub use edit::{EditFacts, check_delete, check_edit, shows_as_edited};
pub use hashtags::{MAX_HASHTAGS_CHARS, hashtags};
pub use kind::PostKind;
pub use links::{channel_links, emoji_names, permalink};
pub use pending::{MAX_PENDING_ID_BYTES, PendingKey, pending_key};
pub use priority::{PriorityRequest, PrioritySettings, check_priority};
pub use props::{INTEGRATION_PROPS, MAX_PROPS_CHARS, check_client_props, check_props_size};
