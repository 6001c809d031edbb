use std::time::Duration;

use countersign_primitives::{DeviceId, SessionId, TimestampMs};

use crate::error::{RuleError, invalid_body_param, known};

/// How long after its end a session's user is still told.
const NOTICE_WINDOW: Duration = Duration::from_hours(1);

/// What `PUT /users/sessions/device` changes: what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceAttachment {
    /// The device to attach: other sessions of the user with it are revoked, and this one gets a mobile length.
    pub device_id: Option<DeviceId>,
    /// Prop `device_notification_disabled`.
    pub notification_disabled: Option<bool>,
    /// Prop `mobile_version`.
    pub mobile_version: Option<String>,
}

/// Reads what an app says about its device. Empty and missing texts change nothing.
///
/// # Errors
/// 400 for a device id without platform and token or longer than 512 bytes, for a flag that is neither `true` nor
/// `false`, and for a version that is not empty nor `MAJOR.MINOR.PATCH` with what semantic versions may add.
pub fn attach_device(
    device_id: Option<&str>,
    notification_disabled: Option<&str>,
    mobile_version: Option<&str>,
) -> Result<DeviceAttachment, RuleError> {
    let device_id = device_id.filter(|text| !text.is_empty()).map(str::parse).transpose();
    let notification_disabled = match notification_disabled {
        None | Some("") => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(_) => return Err(invalid_body_param("device_notification_disabled")),
    };
    if mobile_version.is_some_and(|version| !version.is_empty() && !is_semantic_version(version)) {
        return Err(invalid_body_param("mobile_version"));
    }
    Ok(DeviceAttachment {
        device_id: device_id.map_err(|_| known::USER_ATTACH_DEVICE_ID_INVALID_DEVICE_ID)?,
        notification_disabled,
        mobile_version: mobile_version.filter(|version| !version.is_empty()).map(str::to_owned),
    })
}

fn is_semantic_version(version: &str) -> bool {
    let (version, build) = version.split_once('+').map_or((version, None), |(version, build)| (version, Some(build)));
    let (core, pre) = version.split_once('-').map_or((version, None), |(core, pre)| (core, Some(pre)));
    let is_number = |text: &str| {
        !text.is_empty()
            && text.len() <= 9
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && (text == "0" || !text.starts_with('0'))
    };
    let is_label = |text: &str| {
        text.len() <= 64
            && text
                .split('.')
                .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
    };
    core.split('.').count() == 3
        && core.split('.').all(is_number)
        && pre.is_none_or(is_label)
        && build.is_none_or(is_label)
}

/// The sessions that end when a device comes to another one: the user's others with the same id. A session of another
/// user on the same device stays.
pub fn revoked_by_device<'a>(
    device: &DeviceId,
    keep: Option<SessionId>,
    sessions: impl IntoIterator<Item = (SessionId, Option<&'a DeviceId>)>,
) -> Vec<SessionId> {
    let same = sessions.into_iter().filter(|(id, other)| Some(*id) != keep && *other == Some(device));
    same.map(|(id, _)| id).collect()
}

/// A session as pushes see it.
#[derive(Clone, Copy, Debug)]
pub struct PushTarget<'a> {
    /// Its device.
    pub device_id: Option<&'a DeviceId>,
    /// When it ends; zero is never.
    pub expires_at: TimestampMs,
    /// Prop `last_removed_device_id`: the gateway said that this token is dead.
    pub last_removed_device_id: Option<&'a str>,
}

/// Whether a session gets pushes: it has a device whose token is not known to be dead, and is not over. A session that
/// never ends gets them, too; the incumbent leaves those out.
pub fn is_push_target(target: &PushTarget<'_>, now: TimestampMs) -> bool {
    let over = !target.expires_at.is_zero() && now > target.expires_at;
    let alive = target.device_id.is_some_and(|device| target.last_removed_device_id != Some(device.as_str()));
    alive && !over
}

/// Whether the user of a session is told by push that it expired: once, within an hour.
pub fn sends_expiry_notice(has_device: bool, expires_at: TimestampMs, already_told: bool, now: TimestampMs) -> bool {
    let is_recent = !expires_at.is_zero() && now > expires_at && now.since(expires_at) <= NOTICE_WINDOW;
    has_device && !already_told && is_recent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_semantic_or_empty() {
        for (version, good) in [
            ("2.43.0", true),
            ("", true),
            ("2.43.0-beta.1+700", true),
            ("2.43", false),
            ("v2.43.0", false),
            ("2.043.0", false),
            ("2.43.0-", false),
        ] {
            assert_eq!(attach_device(None, None, Some(version)).is_ok(), good, "{version}");
        }
    }

    #[test]
    fn empty_texts_change_nothing() {
        let attachment = attach_device(Some(""), Some(""), None);
        assert_eq!(attachment, Ok(DeviceAttachment::default()));
        assert!(attach_device(None, Some("yes"), None).is_err());
        assert!(attach_device(Some("no-token"), None, None).is_err());
    }

    #[test]
    fn expiry_is_told_within_the_hour() {
        let now = TimestampMs(10_000_000);
        for (ago, device, told, tells) in [
            (60_000, true, false, true),
            (3_660_000, true, false, false),
            (60_000, false, false, false),
            (60_000, true, true, false),
            (-1, true, false, false),
        ] {
            assert_eq!(sends_expiry_notice(device, TimestampMs(now.0 - ago), told, now), tells, "{ago}");
        }
    }

    #[test]
    fn dead_tokens_get_nothing() {
        let device: DeviceId = "apple_rn-v2:abc".parse().unwrap();
        let target = PushTarget { device_id: Some(&device), expires_at: TimestampMs(9), last_removed_device_id: None };
        assert!(is_push_target(&target, TimestampMs(9)));
        assert!(!is_push_target(&target, TimestampMs(10)));
        let dead = PushTarget { last_removed_device_id: Some("apple_rn-v2:abc"), ..target };
        assert!(!is_push_target(&dead, TimestampMs(1)));
        assert!(is_push_target(
            &PushTarget { last_removed_device_id: Some("apple_rn-v2:old"), ..target },
            TimestampMs(1)
        ));
    }
}
