use crate::error::{RuleError, invalid_body_param, known};

/// Longest name of a priority. Names beside `important` and `urgent` are kept as they are; they mean nothing.
const MAX_NAME_CHARS: usize = 32;

/// What a client asks for in `metadata.priority`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PriorityRequest<'a> {
    /// Empty, `important`, `urgent`, or anything.
    pub name: &'a str,
    /// Whether readers are asked to acknowledge.
    pub requested_ack: bool,
    /// Whether notifications repeat until acknowledged.
    pub persistent_notifications: bool,
}

/// What the server offers.
#[derive(Clone, Copy, Debug)]
pub struct PrioritySettings {
    /// `PostPriority`.
    pub priorities: bool,
    /// Whether readers may be asked to acknowledge.
    pub acknowledgements: bool,
    /// `AllowPersistentNotifications`: whether notifications may repeat until acknowledged.
    pub persistent_notifications: bool,
}

/// Whether a post may have the priority it asks for.
///
/// # Errors
/// 403 when priorities are off, 400 on replies, 501 when acknowledgements or repeating are not offered, 403 when
/// something not urgent shall repeat, 400 for a name that is too long.
pub fn check_priority(
    priority: &PriorityRequest<'_>,
    is_reply: bool,
    settings: &PrioritySettings,
) -> Result<(), RuleError> {
    if !settings.priorities {
        return Err(known::POST_POST_PRIORITY_PRIORITY_POST_NOT_ALLOWED_FOR_USER);
    }
    if is_reply {
        return Err(known::POST_POST_PRIORITY_PRIORITY_POST_ONLY_ALLOWED_FOR_ROOT_POST);
    }
    if (priority.requested_ack && !settings.acknowledgements)
        || (priority.persistent_notifications && !settings.persistent_notifications)
    {
        return Err(known::LICENSE_ERROR_FEATURE_UNAVAILABLE);
    }
    if priority.persistent_notifications && priority.name != "urgent" {
        return Err(known::POST_POST_PRIORITY_URGENT_PERSISTENT_NOTIFICATION_POST);
    }
    if priority.name.chars().count() > MAX_NAME_CHARS { Err(invalid_body_param("post")) } else { Ok(()) }
}
