/// Why an account's data was erased from the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EraseReason {
    /// The server refused the session (HTTP 401): it expired, was revoked, or the account was deactivated.
    SessionEnded,
    /// The server ordered it by a signed `session` push without text.
    OrderedByServer,
    /// The stored data could not be opened: its key or the database is gone or damaged.
    Unreadable,
    /// The user signed out.
    SignedOut,
}

impl EraseReason {
    /// Stable name, for files and traces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SessionEnded => "session_ended",
            Self::OrderedByServer => "ordered_by_server",
            Self::Unreadable => "unreadable",
            Self::SignedOut => "signed_out",
        }
    }

    /// The reason of that name; `None` for names this version does not know.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::SessionEnded, Self::OrderedByServer, Self::Unreadable, Self::SignedOut]
            .into_iter()
            .find(|reason| reason.name() == name)
    }

    /// Whether the user is told. Somebody who signed out knows.
    pub const fn is_announced(self) -> bool {
        !matches!(self, Self::SignedOut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        for reason in [EraseReason::SessionEnded, EraseReason::OrderedByServer, EraseReason::Unreadable] {
            assert_eq!(EraseReason::from_name(reason.name()), Some(reason));
        }
        assert_eq!(EraseReason::from_name("later"), None);
    }
}
