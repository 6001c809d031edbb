//! What a push says: to the reader, and to everybody on the way.
//!
//! A post's text is prepared once ([`PreparedPush::new`]), each reader's push built from it, each device's copy
//! addressed ([`address`]). Signing is the caller's: the claims come along.
//!
//! Source: `mattermost/mattermost` `server/channels/app/notification_push.go`, `server/public/model/push_notification.go`;
//! golden `server-push`.

mod badge;
mod body;
mod device;
mod language;
mod mode;
mod post;
mod silent;
mod title;

pub use badge::{MembershipCounts, badge};
pub use device::{AddressedPush, address, address_test};
pub use language::Language;
pub use mode::ContentsMode;
pub use post::{GroupMember, PreparedPush, PushPost, PushReader};
pub use silent::{clear_push, session_expired_push, session_wipe_push, test_push, update_badge_push};
