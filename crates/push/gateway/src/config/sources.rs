//! Reading what a configuration names, and noting what is wrong with it.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use super::{GatewayConfig, findings::Mistake};

/// Where files named in a configuration are looked up.
pub(super) struct Files {
    folder: PathBuf,
}

impl Files {
    pub(super) fn beside(config: &Path) -> Self {
        Self { folder: config.parent().map(Path::to_owned).unwrap_or_default() }
    }

    /// Beside the configuration when it is there, else where the process runs.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        let beside = self.folder.join(name);
        if beside.exists() { beside } else { PathBuf::from(name) }
    }

    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.path(name)).map_err(|error| format!("the file cannot be read: {error}"))
    }
}

/// Mistakes found so far.
#[derive(Default)]
pub(super) struct Mistakes(pub(super) Vec<Mistake>);

impl Mistakes {
    pub(super) fn add(&mut self, place: impl Into<String>, text: impl Into<String>) {
        self.0.push(Mistake { place: place.into(), text: text.into() });
    }

    /// A file's bytes; noted and empty when it cannot be read.
    pub(super) fn file(&mut self, files: &Files, place: &str, name: &str) -> Vec<u8> {
        files.read(name).unwrap_or_else(|error| {
            self.add(place, error);
            Vec::new()
        })
    }

    /// A file's text.
    pub(super) fn text(&mut self, files: &Files, place: &str, name: &str) -> String {
        String::from_utf8(self.file(files, place, name)).unwrap_or_else(|_| {
            self.add(place, "the file is not text");
            String::new()
        })
    }
}

/// An address to listen on: `:8066` listens everywhere.
pub(super) fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let full = if text.starts_with(':') { format!("0.0.0.0{text}") } else { text.replace("localhost", "127.0.0.1") };
    full.parse().map_err(|_| "expected an address and a port, such as :8066 or 127.0.0.1:8066".to_owned())
}

/// What must hold of all targets together.
pub(super) fn check_targets(config: &GatewayConfig, mistakes: &mut Mistakes) {
    if config.targets.is_empty() {
        mistakes
            .add("ApplePushSettings, AndroidPushSettings, WebPushSettings", "no target at all: nothing could be sent");
    }
    for (place, target) in config.targets.iter().enumerate() {
        if config.targets[..place].iter().any(|other| other.name == target.name) {
            mistakes.add(format!("Type {:?}", target.name), "two targets have this name: one would hide the other");
        }
    }
}
