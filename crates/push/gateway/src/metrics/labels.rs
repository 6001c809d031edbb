use countersign_dispatch::Vendor;
use countersign_wire_push::PushType;

/// `platform` of the incumbent's metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlatformLabel {
    Apple,
    Android,
    /// Not one of the incumbent's.
    WebPush,
}

impl PlatformLabel {
    pub(crate) const ALL: [Self; 3] = [Self::Apple, Self::Android, Self::WebPush];

    pub(crate) fn of(vendor: Vendor) -> Self {
        match vendor {
            Vendor::Apns => Self::Apple,
            Vendor::Fcm => Self::Android,
            Vendor::WebPush => Self::WebPush,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Apple => "apple",
            Self::Android => "android",
            Self::WebPush => "unified_push",
        }
    }
}

/// `type`: what the protocol knows, and one name for everything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KindLabel {
    Message,
    Clear,
    UpdateBadge,
    Session,
    Test,
    Other,
}

impl KindLabel {
    pub(crate) const ALL: [Self; 6] =
        [Self::Message, Self::Clear, Self::UpdateBadge, Self::Session, Self::Test, Self::Other];

    pub(crate) fn of(kind: &PushType) -> Self {
        match kind {
            PushType::Message => Self::Message,
            PushType::Clear => Self::Clear,
            PushType::UpdateBadge => Self::UpdateBadge,
            PushType::Session => Self::Session,
            PushType::Test => Self::Test,
            PushType::Other(_) => Self::Other,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Clear => "clear",
            Self::UpdateBadge => "update_badge",
            Self::Session => "session",
            Self::Test => "test",
            Self::Other => "other",
        }
    }
}

/// `app_version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AppVersion {
    One,
    Two,
    Other,
}

impl AppVersion {
    pub(crate) const ALL: [Self; 3] = [Self::One, Self::Two, Self::Other];

    pub(crate) fn of(version: i64) -> Self {
        match version {
            1 => Self::One,
            2 => Self::Two,
            _ => Self::Other,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Two => "2",
            Self::Other => "other",
        }
    }
}
