use std::{fmt, path::PathBuf};

use super::GatewayConfig;

/// A configuration and what there is to say about it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The values.
    pub config: GatewayConfig,
    /// Keys that were accepted and mean nothing here, and other things an operator should read once.
    pub notices: Vec<String>,
    /// The files that were read besides.
    pub files: Vec<PathBuf>,
}

/// A mistake in a configuration file. Names the place, never what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The key's path, such as `ApplePushSettings[0].AppleAuthKeyFile`, or `line 3, column 7`.
    pub place: String,
    /// What is wrong and what would be right.
    pub text: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}
