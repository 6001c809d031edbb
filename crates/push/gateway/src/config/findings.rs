use std::path::PathBuf;

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
