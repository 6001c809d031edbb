use std::path::{Path, PathBuf};

use super::{
    GatewayConfig,
    findings::{Loaded, Mistake},
    incumbent, own,
    sources::Files,
};

/// Why there is no configuration.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: {}", .path.display(), .error)]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: String,
    },
    /// It has mistakes: all of them, in order.
    #[error("{} has {} mistake(s)\n{}", .path.display(), .mistakes.len(),
        .mistakes.iter().map(|mistake| format!("  {mistake}")).collect::<Vec<_>>().join("\n"))]
    Mistakes {
        /// In which file.
        path: PathBuf,
        /// What is wrong.
        mistakes: Vec<Mistake>,
    },
}

impl GatewayConfig {
    /// Reads a configuration file: TOML when its name ends so, the incumbent's JSON otherwise. Files it names are read
    /// as well; relative names are looked up beside the file first, then where the process runs.
    ///
    /// # Errors
    /// The file cannot be read, or has mistakes.
    pub fn load(path: &Path) -> Result<Loaded, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error: error.to_string() })?;
        let files = Files::beside(path);
        let is_toml = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml"));
        let parsed = if is_toml { own::parse(&text, &files) } else { incumbent::parse(&text, &files) };
        parsed.map_err(|mistakes| ConfigError::Mistakes { path: path.to_owned(), mistakes })
    }
}
