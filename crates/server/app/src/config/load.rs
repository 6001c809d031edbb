use std::path::{Path, PathBuf};

use countersign_settings::{Files, Mistake, Mistakes, Node, Place, from_toml, overlay, read};

use super::{ServerConfig, file::File};

/// Every variable that begins so is a setting.
const PREFIX: &str = "COUNTERSIGN_SERVER__";

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
    /// There are mistakes: all of them, in order.
    #[error("{place} has {} mistake(s)\n{}", .mistakes.len(),
        .mistakes.iter().map(|mistake| format!("  {mistake}")).collect::<Vec<_>>().join("\n"))]
    Mistakes {
        /// In which file, or in the environment.
        place: String,
        /// What is wrong.
        mistakes: Vec<Mistake>,
    },
}

impl ServerConfig {
    /// Reads a configuration: a TOML file, or none, and the environment's variables as names and values. Those that begin
    /// with `COUNTERSIGN_SERVER__` are settings and win over the file; `COUNTERSIGN_SERVER__DATABASE__URL` is `url` in
    /// `[database]`. Files that are named are read as well; relative names are looked up beside the file first, then where
    /// the process runs.
    ///
    /// # Errors
    /// The file cannot be read, or the settings have mistakes: all of them are told.
    pub fn load(path: Option<&Path>, environment: &[(String, String)]) -> Result<Self, ConfigError> {
        let text = match path {
            None => String::new(),
            Some(path) => std::fs::read_to_string(path)
                .map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error: error.to_string() })?,
        };
        let place = || path.map_or_else(|| "the environment".to_owned(), |path| path.display().to_string());
        let files = Files::beside(path.unwrap_or(Path::new("")));
        parse(&text, environment, &files).map_err(|mistakes| ConfigError::Mistakes { place: place(), mistakes })
    }
}

fn parse(text: &str, environment: &[(String, String)], files: &Files) -> Result<ServerConfig, Vec<Mistake>> {
    let mut tree = if text.is_empty() { Node::table(Place::default()) } else { from_toml(text)? };
    let mut mistakes = Mistakes::default();
    overlay(&mut tree, PREFIX, environment, |variable, text| mistakes.add(variable, text));
    tree.number();
    let whole = tree.clone();
    let file = read::<File>(&mut tree, |path, text| mistakes.add(path, text));
    match file.map(|file| file.config(files, &mut mistakes)) {
        Some(config) if mistakes.0.is_empty() => Ok(config),
        _ => Err(mistakes.located(&whole)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Database, FileStorage};

    fn parsed(text: &str, environment: &[(&str, &str)]) -> Result<ServerConfig, Vec<String>> {
        let environment: Vec<_> =
            environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        parse(text, &environment, &Files::none()).map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn nothing_is_a_server_on_this_machine() {
        let config = parsed("", &[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8065");
        assert_eq!(config.data_folder, Path::new("./data"));
        assert!(matches!(config.database, Database::Embedded) && config.bus.is_none() && config.tls.is_none());
        assert!(matches!(config.storage, FileStorage::DataFolder));
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let file = "listen = ':80'\n[database]\nurl = 'postgresql://file'\n";
        let url = ("COUNTERSIGN_SERVER__DATABASE__URL", "postgresql://environment");
        let config = parsed(file, &[url, ("COUNTERSIGN_SERVER__BUS__SERVERS", "nats://one,nats://two")]).unwrap();
        assert_eq!(config.listen.to_string(), "0.0.0.0:80");
        assert!(
            matches!(config.database, Database::Postgres(config) if config.url.matches("postgresql://environment"))
        );
        assert_eq!(config.bus.unwrap().prefix, "countersign");
    }

    #[test]
    fn every_mistake_is_told_with_its_place_and_no_secret_is_shown() {
        let file = "listne = ':80'\ntrusted_proxies = ['10.0.0.0/8', 'nowhere']\nsite_url = 'chat'\n\
                    [database]\nconnections = 2\n[bus]\nservers = 'https://u:hunter2@nats'\n\
                    [files]\nfolder = 'a'\n[files.bucket]\nname = 'b'\n";
        let mistakes = parsed(file, &[]).unwrap_err();
        let expected = [
            "line 1, listne: there is no such key; did you mean listen?",
            "line 2, trusted_proxies[1]: expected a network, such as 10.0.0.0/8",
            "line 3, site_url: expected https://host or http://host:port",
            "line 5, database.connections: expected 6 or more",
            "line 6, bus: several servers share one PostgreSQL: database.url is missing",
            "line 7, bus.servers: address 1 of NATS: it must begin with nats:// or tls://",
        ];
        assert_eq!(mistakes[..6], expected);
        assert!(mistakes.iter().any(|mistake| mistake.contains("a folder or a bucket")), "{mistakes:?}");
        assert!(mistakes.iter().any(|mistake| mistake.contains("access_key_id: missing")), "{mistakes:?}");
        assert!(mistakes.iter().all(|mistake| !mistake.contains("hunter2")));
        assert_eq!(parsed("listen = ", &[]).unwrap_err().len(), 1);
    }
}
