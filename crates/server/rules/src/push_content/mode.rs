/// How much a push says: the setting `PushNotificationContents`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContentsMode {
    /// `generic_no_channel`: who, not where, no text.
    GenericNoChannel,
    /// `generic`, and any text the server does not know: who and where, no text.
    Generic,
    /// `full`: everything.
    Full,
    /// `id_loaded`: ids and a fixed sentence. The device fetches the rest from its own server, so that neither the
    /// push gateway nor the vendor can read it.
    IdLoaded,
}

impl ContentsMode {
    /// Reads the setting.
    pub fn parse(text: &str) -> Self {
        match text {
            "generic_no_channel" => Self::GenericNoChannel,
            "full" => Self::Full,
            "id_loaded" => Self::IdLoaded,
            _ => Self::Generic,
        }
    }

    /// The setting's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GenericNoChannel => "generic_no_channel",
            Self::Generic => "generic",
            Self::Full => "full",
            Self::IdLoaded => "id_loaded",
        }
    }
}
