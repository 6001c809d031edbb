use std::path::{Path, PathBuf};

use countersign_settings::{Files, Mistake, Mistakes, Node, from_json, from_toml, overlay, read, underlay};

use super::{GatewayConfig, findings::Loaded, incumbent, own};

/// Every variable that begins so is a setting.
const PREFIX: &str = "COUNTERSIGN_PUSH__";

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
        Self::load_with(path, &[])
    }

    /// The same, with the environment's variables as names and values: those that begin with `COUNTERSIGN_PUSH__` are
    /// settings and win over the file. `COUNTERSIGN_PUSH__QUEUE__FOLDER` is `folder` in `[queue]`,
    /// `COUNTERSIGN_PUSH__APNS__APPLE_RN__KEY_FILE` or `COUNTERSIGN_PUSH__APNS__0__KEY_FILE` is that of an app.
    ///
    /// # Errors
    /// The file cannot be read, or the settings have mistakes: all of them are told.
    pub fn load_with(path: &Path, environment: &[(String, String)]) -> Result<Loaded, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error: error.to_string() })?;
        let form = Form::of(path);
        parse(&text, form, environment, &Files::beside(path))
            .map_err(|mistakes| ConfigError::Mistakes { path: path.to_owned(), mistakes })
    }
}

/// What is wrong with a text, without reading any file that it names.
pub(crate) fn mistakes(text: &str, own: bool) -> Vec<String> {
    let form = if own { Form::Own } else { Form::Incumbent };
    let parsed = parse(text, form, &[], &Files::none());
    parsed.err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Own,
    Incumbent,
}

impl Form {
    fn of(path: &Path) -> Self {
        let is_toml = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml"));
        if is_toml { Self::Own } else { Self::Incumbent }
    }
}

pub(super) fn parse(
    text: &str,
    form: Form,
    environment: &[(String, String)],
    files: &Files,
) -> Result<Loaded, Vec<Mistake>> {
    let mut notices = Vec::new();
    let mut tree = match form {
        Form::Own => from_toml(text)?,
        Form::Incumbent => incumbent::translate(from_json(text).map_err(|mistake| vec![mistake])?, &mut notices),
    };
    let mut mistakes = Mistakes::default();
    underlay(&mut tree, environment);
    overlay(&mut tree, PREFIX, environment, |variable, text| mistakes.add(variable, text));
    tree.number();
    let whole = tree.clone();
    let config = read::<own::File>(&mut tree, |path, text| mistakes.add(path, text))
        .map(|file| file.config(files, &mut mistakes));
    match config {
        Some(config) if mistakes.0.is_empty() => Ok(Loaded { config, notices, files: files.used() }),
        _ => Err(located(mistakes, &whole, form)),
    }
}

/// The mistakes where they were made, in the file's order and spelling.
fn located(mistakes: Mistakes, tree: &Node, form: Form) -> Vec<Mistake> {
    let mut placed: Vec<_> = mistakes
        .0
        .into_iter()
        .map(|mistake| {
            let (place, rest) = tree.place_of(&mistake.place);
            let theirs = (form == Form::Incumbent).then(|| incumbent::spell(&mistake.place, rest)).flatten();
            let place = match theirs.unwrap_or(rest) {
                "" => place.clone(),
                rest => place.member(rest, place.line),
            };
            (place, mistake.text)
        })
        .collect();
    placed.sort_by_key(|(place, _)| place.line.unwrap_or(0));
    placed.into_iter().map(|(place, text)| Mistake { place: place.to_string(), text }).collect()
}
