/// Why something was not notified: the label of metrics and the value in logs.
///
/// Source: `mattermost/mattermost` `server/public/model/notification.go`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Profiles, members, groups, followers or sessions could not be read.
    FetchError,
    /// There was no message object to send.
    JsonParseError,
    /// The post could not be written as JSON.
    JsonMarshalError,
    /// The gateway answered `FAIL` to a test push.
    PushProxyError,
    /// The gateway could not be reached, answered another status than 200, bad JSON, or `FAIL`.
    PushProxySendError,
    /// The gateway answered `REMOVE`.
    PushProxyRemoveDevice,
    /// A plugin refused.
    RejectedByPlugin,
    /// The session expired, or it is the one that caused a clear.
    SessionExpired,
    /// The recipient muted the channel.
    ChannelMuted,
    /// The post is a notice of the system.
    SystemMessage,
    /// The recipient's level is `none`.
    NotifyLevelNone,
    /// The recipient's level is `mention` and the post does not mention them.
    NotMentioned,
    /// The recipient does not want to be disturbed, or is out of office.
    UserStatus,
    /// The recipient is active, or looks at the channel.
    UserIsActive,
    /// The recipient is a bot.
    RecipientIsBot,
    /// The recipient's profile is missing.
    MissingProfile,
    /// The channel has too many members for a channel-wide mention.
    TooManyUsersInChannel,
    /// Stopping a repeating notification failed.
    ResolvePersistentNotificationError,
    /// Somebody follows a thread without a membership of it.
    MissingThreadMembership,
    /// The e-mail address was not confirmed.
    EmailNotVerified,
    /// The e-mail could not be sent.
    EmailSendError,
    /// Pushes are switched off.
    PushDisabled,
    /// The push gateway of the settings needs a licence. Never by this server.
    PushDisabledLicense,
    /// The recipient wants no e-mail.
    EmailDisallowedByUser,
    /// The note about people outside the channel could not be sent.
    FailedToSendOutOfChannel,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 25] = [
        Self::FetchError,
        Self::JsonParseError,
        Self::JsonMarshalError,
        Self::PushProxyError,
        Self::PushProxySendError,
        Self::PushProxyRemoveDevice,
        Self::RejectedByPlugin,
        Self::SessionExpired,
        Self::ChannelMuted,
        Self::SystemMessage,
        Self::NotifyLevelNone,
        Self::NotMentioned,
        Self::UserStatus,
        Self::UserIsActive,
        Self::RecipientIsBot,
        Self::MissingProfile,
        Self::TooManyUsersInChannel,
        Self::ResolvePersistentNotificationError,
        Self::MissingThreadMembership,
        Self::EmailNotVerified,
        Self::EmailSendError,
        Self::PushDisabled,
        Self::PushDisabledLicense,
        Self::EmailDisallowedByUser,
        Self::FailedToSendOutOfChannel,
    ];

    /// The exact text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FetchError => "fetch_error",
            Self::JsonParseError => "json_parse_error",
            Self::JsonMarshalError => "json_marshal_error",
            Self::PushProxyError => "push_proxy_error",
            Self::PushProxySendError => "push_proxy_send_error",
            Self::PushProxyRemoveDevice => "push_proxy_remove_device",
            Self::RejectedByPlugin => "rejected_by_plugin",
            Self::SessionExpired => "session_expired",
            Self::ChannelMuted => "channel_muted",
            Self::SystemMessage => "system_message",
            Self::NotifyLevelNone => "notify_level_none",
            Self::NotMentioned => "not_mentioned",
            Self::UserStatus => "user_status",
            Self::UserIsActive => "user_is_active",
            Self::RecipientIsBot => "recipient_is_bot",
            Self::MissingProfile => "missing_profile",
            Self::TooManyUsersInChannel => "too_many_users_in_channel",
            Self::ResolvePersistentNotificationError => "resolve_persistent_notification_error",
            Self::MissingThreadMembership => "missing_thread_membership",
            Self::EmailNotVerified => "email_not_verified",
            Self::EmailSendError => "email_send_error",
            Self::PushDisabled => "push_disabled",
            Self::PushDisabledLicense => "push_disabled_license",
            Self::EmailDisallowedByUser => "email_disallowed_by_user",
            Self::FailedToSendOutOfChannel => "failed_to_send_out_of_channel",
        }
    }

    /// Whether it stands in logs only and is never counted in metrics.
    pub fn log_only(self) -> bool {
        matches!(
            self,
            Self::RejectedByPlugin
                | Self::PushDisabled
                | Self::PushDisabledLicense
                | Self::EmailDisallowedByUser
                | Self::FailedToSendOutOfChannel
        )
    }
}

/// What became of a notification: the label `status` of metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotificationStatus {
    /// Sent.
    Success,
    /// Failed.
    Error,
    /// Decided against.
    NotSent,
    /// Cannot be sent here.
    Unsupported,
}

impl NotificationStatus {
    /// The exact text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Error => "error",
            Self::NotSent => "not_sent",
            Self::Unsupported => "unsupported",
        }
    }
}

/// By which way something is notified: the label `type` of metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotificationType {
    /// Every way.
    All,
    /// E-mail.
    Email,
    /// A WebSocket event.
    WebSocket,
    /// A push.
    Push,
}

impl NotificationType {
    /// The exact text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Email => "email",
            Self::WebSocket => "websocket",
            Self::Push => "push",
        }
    }
}

/// Whether anything at all may be pushed: for posts, clears, badges, expiry notices and tests alike.
///
/// The incumbent sends clears and badges even when pushes are switched off; this server does not.
///
/// # Errors
/// [`Reason::PushDisabled`].
pub fn push_gate(send_push_notifications: bool) -> Result<(), Reason> {
    if send_push_notifications { Ok(()) } else { Err(Reason::PushDisabled) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_reason_has_its_own_text() {
        let texts: BTreeSet<_> = Reason::ALL.into_iter().map(Reason::as_str).collect();
        assert_eq!(texts.len(), Reason::ALL.len());
    }
}
