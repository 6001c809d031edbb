use countersign_primitives::{ChannelId, PostId};
use countersign_wire_push::{BADGE_UNTOUCHED, PushMessage, PushType};

use crate::push_content::Language;

/// The payload version of every push but the test push.
pub(super) const VERSION: &str = "v2";
const TEST_VERSION: &str = "2";
const NO_SOUND: &str = "none";

/// Says that a channel, or with `root_id` a thread, was read elsewhere: the device removes its notifications. Not sent
/// when pushes are switched off: see [`crate::notify::push_gate`].
pub fn clear_push(channel_id: ChannelId, root_id: Option<PostId>, badge: i64, collapses_threads: bool) -> PushMessage {
    PushMessage {
        badge,
        cont_ava: 1,
        channel_id: channel_id.to_string(),
        root_id: root_id.map(|id| id.to_string()).unwrap_or_default(),
        kind: PushType::Clear,
        version: VERSION.to_owned(),
        is_crt_enabled: collapses_threads,
        ..PushMessage::default()
    }
}

/// Changes the number on the icon and nothing else. Not sent when pushes are switched off.
pub fn update_badge_push(badge: i64) -> PushMessage {
    PushMessage {
        sound: NO_SOUND.to_owned(),
        badge,
        cont_ava: 1,
        kind: PushType::UpdateBadge,
        version: VERSION.to_owned(),
        ..PushMessage::default()
    }
}

/// Tells the user of a device that its session expired. `site_name` is the setting `SiteName`.
pub fn session_expired_push(language: Language, site_name: &str, session_hours: u64) -> PushMessage {
    let message = language.phrases().session_expired.replace("{h}", &session_hours.to_string());
    PushMessage {
        message: message.replace("{n}", site_name),
        kind: PushType::Session,
        version: VERSION.to_owned(),
        ..PushMessage::default()
    }
}

/// Orders a device whose session was revoked to forget everything. It shows nothing.
///
/// Source: servers from 11.10.
pub fn session_wipe_push() -> PushMessage {
    PushMessage {
        sound: NO_SOUND.to_owned(),
        cont_ava: 1,
        kind: PushType::Session,
        version: VERSION.to_owned(),
        ..PushMessage::default()
    }
}

/// Asks the gateway whether a device token works. Never shown.
pub fn test_push() -> PushMessage {
    PushMessage {
        badge: BADGE_UNTOUCHED,
        kind: PushType::Test,
        version: TEST_VERSION.to_owned(),
        ..PushMessage::default()
    }
}
