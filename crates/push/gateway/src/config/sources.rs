//! Reading what a configuration names, and noting what is wrong with it.

use std::{
    cell::RefCell,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use countersign_egress::{DirectRuleError, Endpoint, ProxyRules, TunnelProxyError};
use countersign_primitives::Secret;

use super::{GatewayConfig, findings::Mistake};

/// Where files named in a configuration are looked up.
pub(super) struct Files {
    folder: PathBuf,
    used: RefCell<Vec<PathBuf>>,
}

impl Files {
    pub(super) fn beside(config: &Path) -> Self {
        Self { folder: config.parent().map(Path::to_owned).unwrap_or_default(), used: RefCell::default() }
    }

    /// Beside the configuration when it is there, else where the process runs.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        let beside = self.folder.join(name);
        let path = if beside.exists() { beside } else { PathBuf::from(name) };
        self.used.borrow_mut().push(path.clone());
        path
    }

    /// Every file that was named.
    pub(super) fn used(&self) -> Vec<PathBuf> {
        self.used.borrow().clone()
    }

    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        if self.folder == Path::new(NOWHERE) {
            return Err("no files are read here".to_owned());
        }
        std::fs::read(self.path(name)).map_err(|error| format!("the file cannot be read: {error}"))
    }

    /// For a text of unknown origin: what it names is not opened.
    pub(super) fn none() -> Self {
        Self::beside(&Path::new(NOWHERE).join("none"))
    }
}

/// A folder that cannot be.
const NOWHERE: &str = "\0";

/// Mistakes found so far. Their places are paths in our own spelling, such as `apns[0].key_file`.
#[derive(Default)]
pub(super) struct Mistakes(pub(super) Vec<Mistake>);

impl Mistakes {
    /// Notes a mistake, unless there is one at this place already: the first is the cause.
    pub(super) fn add(&mut self, place: impl Into<String>, text: impl Into<String>) {
        let mistake = Mistake { place: place.into(), text: text.into() };
        if self.0.iter().all(|known| known.place != mistake.place) {
            self.0.push(mistake);
        }
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

    /// A secret that is given as `{key}` or in the file `{key}_file`. Line ends around it do not count.
    pub(super) fn secret(
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
    pub(super) fn needed(&mut self, path: &str, key: &str, value: &str) {
        if value.is_empty() {
            self.add(format!("{path}.{key}"), "missing");
        }
    }
}

/// An address to listen on: `:8066` listens everywhere.
pub(super) fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let full = if text.starts_with(':') { format!("0.0.0.0{text}") } else { text.replace("localhost", "127.0.0.1") };
    full.parse().map_err(|_| "expected an address and a port, such as :8066 or 127.0.0.1:8066".to_owned())
}

/// The contents of a file with further roots.
pub(super) fn roots(name: Option<String>, path: &str, files: &Files, mistakes: &mut Mistakes) -> Vec<u8> {
    name.map(|name| mistakes.file(files, &format!("{path}.extra_roots_file"), &name)).unwrap_or_default()
}

/// The service to speak to and where to connect for it; `None` for the vendor's own.
pub(super) fn endpoint(
    url: Option<String>,
    connect_to: Option<String>,
    host: &str,
    path: &str,
    mistakes: &mut Mistakes,
) -> Option<Endpoint> {
    if url.is_none() && connect_to.is_none() {
        return None;
    }
    let url = url.unwrap_or_else(|| format!("https://{host}"));
    let endpoint = match url.parse::<Endpoint>() {
        Ok(endpoint) => endpoint,
        Err(error) => {
            mistakes.add(format!("{path}.endpoint"), error.to_string());
            return None;
        }
    };
    let Some(connect_to) = connect_to else { return Some(endpoint) };
    if let Some((host, port)) =
        connect_to.rsplit_once(':').and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)))
    {
        Some(endpoint.via(host, port))
    } else {
        mistakes.add(format!("{path}.connect_to"), "expected host:port");
        None
    }
}

/// Which proxy to go through for what.
pub(super) fn proxies(proxy: Option<&Secret<String>>, no_proxy: &[String], mistakes: &mut Mistakes) -> ProxyRules {
    let proxy = proxy.map(|text| text.expose().as_str()).filter(|text| !text.is_empty());
    let proxy = proxy
        .and_then(|text| text.parse().map_err(|error: TunnelProxyError| mistakes.add("proxy", error.to_string())).ok());
    let mut direct = Vec::new();
    for (number, text) in no_proxy.iter().enumerate() {
        match text.parse() {
            Ok(rule) => direct.push(rule),
            Err(error) => mistakes.add(format!("no_proxy[{number}]"), DirectRuleError::to_string(&error)),
        }
    }
    ProxyRules { proxy, direct }
}

/// What must hold of all targets together; `paths` says where each stands.
pub(super) fn check_targets(config: &GatewayConfig, paths: &[String], mistakes: &mut Mistakes) {
    if config.targets.is_empty() {
        mistakes.add("", "no target at all: nothing could be sent");
    }
    for (place, (target, path)) in config.targets.iter().zip(paths).enumerate() {
        if config.targets[..place].iter().any(|other| other.name == target.name && !target.name.is_empty()) {
            mistakes.add(format!("{path}.name"), "another target has this name too: one would hide the other");
        }
    }
}
