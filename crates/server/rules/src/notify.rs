//! Who is told of a post, who is pushed, and why not.
//!
//! The order of a post: [`MentionScan::of`] reads the text once; the caller looks up whom it may concern
//! ([`Candidate`] says who that is) and nobody else; [`plan()`] says for each of them what the post is to them, whether
//! they come to follow the thread, and whether they are pushed or by which [`Reason`] not. Nothing here looks at
//! members who were not passed, so a post in a large channel costs what the people it concerns cost.
//!
//! Source: `mattermost/mattermost` `server/channels/app/notification.go`, `notification_push.go`,
//! `mention_parser_standard.go`; golden `server-push`.

mod auto_follow;
mod candidate;
mod channel_wide;
mod clear;
mod decision;
mod followers;
mod kind;
mod mentions;
mod plan;
mod post_facts;
mod reason;
mod scan;

pub use auto_follow::{FollowChange, follow_change};
pub use candidate::{Candidate, ThreadTies};
pub use channel_wide::{ChannelWide, ChannelWideFacts, TooMany, channel_wide};
pub use clear::{ClearFacts, clears_channel_notifications, clears_thread_notifications};
pub use decision::{Case, LOOKING_AWAY_MS, decide, decide_follower};
pub use followers::pushes_as_follower;
pub use kind::MentionKind;
pub use mentions::mention_kinds;
pub use plan::{Decision, NotifySettings, Outcome, PushFlags, ReplyKind, ThreadFacts, plan};
pub use post_facts::PostFacts;
pub use reason::{NotificationStatus, NotificationType, Reason, push_gate};
pub use scan::{AttachmentTexts, MentionScan};
