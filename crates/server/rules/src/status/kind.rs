use serde::{Deserialize, Serialize};

/// How present somebody is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StatusKind {
    /// `online`.
    Online,
    /// `away`.
    Away,
    /// `dnd`: do not disturb.
    Dnd,
    /// `ooo`: out of office, set by automatic replies.
    OutOfOffice,
    /// `offline`.
    #[default]
    Offline,
}

impl StatusKind {
    /// The wire's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Away => "away",
            Self::Dnd => "dnd",
            Self::OutOfOffice => "ooo",
            Self::Offline => "offline",
        }
    }

    /// Reads the wire's spelling; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Online, Self::Away, Self::Dnd, Self::OutOfOffice, Self::Offline]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}
