/// Which kind of phone the app runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// iPhone or iPad.
    Ios,
    /// Android.
    Android,
}

impl Platform {
    /// As receipts spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ios => "ios",
            Self::Android => "android",
        }
    }
}

/// What the app tells servers about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppIdentity {
    /// Which kind of phone.
    pub platform: Platform,
    /// The app's version, `MAJOR.MINOR.PATCH`.
    pub version: String,
    /// The operating system's version, such as `18.1`.
    pub os_version: String,
    /// The device's model, such as `iPhone`.
    pub model: String,
    /// The user's language, such as `en`: servers translate their messages into it.
    pub locale: String,
}

impl AppIdentity {
    /// The `User-Agent` header. It holds the word by which servers recognise phones.
    pub fn user_agent(&self) -> String {
        let system = match self.platform {
            Platform::Ios => "iOS",
            Platform::Android => "Android",
        };
        format!("Countersign Mobile/{} ({system}; {}; {})", self.version, self.os_version, self.model)
    }
}
