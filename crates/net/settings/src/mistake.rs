use std::fmt;

use countersign_primitives::Secret;

use crate::{files::Files, node::Node};

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

/// Mistakes found so far. Their places are paths in the types' own spelling, such as `apns[0].key_file`.
#[derive(Debug, Default)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    /// Notes a mistake, unless there is one at this place already: the first is the cause.
    pub fn add(&mut self, place: impl Into<String>, text: impl Into<String>) {
        let mistake = Mistake { place: place.into(), text: text.into() };
        if self.0.iter().all(|known| known.place != mistake.place) {
            self.0.push(mistake);
        }
    }

    /// A file's bytes; noted and empty when it cannot be read.
    pub fn file(&mut self, files: &Files, place: &str, name: &str) -> Vec<u8> {
        files.read(name).unwrap_or_else(|error| {
            self.add(place, error);
            Vec::new()
        })
    }

    /// A file's text.
    pub fn text(&mut self, files: &Files, place: &str, name: &str) -> String {
        String::from_utf8(self.file(files, place, name)).unwrap_or_else(|_| {
            self.add(place, "the file is not text");
            String::new()
        })
    }

    /// A secret that is given as `{key}` or in the file `{key}_file`. Line ends around it do not count.
    pub fn secret(
        &mut self,
        files: &Files,
        path: &str,
        key: &str,
        given: Option<Secret<String>>,
        file: Option<&str>,
    ) -> Option<Secret<String>> {
        let place = format!("{path}.{key}_file");
        match (given, file) {
            (Some(given), None) => Some(given),
            (given, Some(file)) => {
                if given.is_some() {
                    self.add(&*place, format!("{key} is given too: which one counts?"));
                }
                Some(Secret::new(self.text(files, &place, file).trim().to_owned()))
            }
            (None, None) => None,
        }
    }

    /// Notes when a text that must be there is not.
    pub fn needed(&mut self, path: &str, key: &str, value: &str) {
        if value.is_empty() {
            self.add(format!("{path}.{key}"), "missing");
        }
    }

    /// The mistakes where they were made, in the file's order. `tree` is the whole tree, numbered, as it was before
    /// settings were read off it.
    pub fn located(self, tree: &Node) -> Vec<Mistake> {
        let mut placed: Vec<_> = self
            .0
            .into_iter()
            .map(|mistake| {
                let (place, rest) = tree.place_of(&mistake.place);
                let place = if rest.is_empty() { place.clone() } else { place.member(rest, place.line) };
                (place, mistake.text)
            })
            .collect();
        placed.sort_by_key(|(place, _)| place.line.unwrap_or(0));
        placed.into_iter().map(|(place, text)| Mistake { place: place.to_string(), text }).collect()
    }
}
