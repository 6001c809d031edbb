/// A post's type: empty for what people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PostKind<'a>(&'a str);

/// What clients may send beside the empty type and `custom_…`.
const CLIENT_KINDS: &[&str] = &["me", "reminder", "slack_attachment", "add_bot_teams_channels"];

/// Notices that somebody came or went: they do not count as messages.
const JOIN_LEAVE: &[&str] = &[
    "system_join_leave",
    "system_add_remove",
    "system_join_channel",
    "system_leave_channel",
    "system_join_team",
    "system_leave_team",
    "system_add_to_channel",
    "system_remove_from_channel",
    "system_add_to_team",
    "system_remove_from_team",
    "system_guest_join_channel",
    "system_add_guest_to_chan",
];

impl<'a> PostKind<'a> {
    /// The kind a post's `type` names.
    pub fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Whether the server wrote it.
    pub fn is_system(self) -> bool {
        self.0.starts_with("system_")
    }

    /// Whether it says that somebody came or went.
    pub fn is_join_or_leave(self) -> bool {
        JOIN_LEAVE.contains(&self.0)
    }

    /// Whether it raises `total_msg_count`.
    pub fn counts(self) -> bool {
        !self.is_join_or_leave()
    }

    /// Whether it says that the header or the purpose changed: channel-wide words in it address nobody.
    pub fn changes_header_or_purpose(self) -> bool {
        matches!(self.0, "system_header_change" | "system_purpose_change")
    }

    /// Whether a client may post it, once it is sure that it is no system notice.
    pub fn is_known_to_clients(self) -> bool {
        self.0.is_empty() || self.0.starts_with("custom_") || CLIENT_KINDS.contains(&self.0)
    }

    /// Whether it vanishes after reading, which this server does not offer: storing it would keep it for ever.
    pub fn is_burn_on_read(self) -> bool {
        self.0 == "burn_on_read"
    }
}
