use crate::permissions::{Access, Permission};

/// Which permissions an action needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A session.
    Session,
    /// Any one of these.
    Any(&'static [Permission]),
    /// All of these.
    All(&'static [Permission]),
    /// Nobody may.
    Never,
}

impl Need {
    /// Whether the access is enough.
    pub fn met_by(&self, access: &Access) -> bool {
        match self {
            Self::Session => true,
            Self::Any(permissions) => permissions.iter().any(|&permission| access.allows(permission)),
            Self::All(permissions) => permissions.iter().all(|&permission| access.allows(permission)),
            Self::Never => false,
        }
    }

    /// The permissions it names.
    pub fn permissions(&self) -> &'static [Permission] {
        match self {
            Self::Any(permissions) | Self::All(permissions) => permissions,
            Self::Session | Self::Never => &[],
        }
    }
}
