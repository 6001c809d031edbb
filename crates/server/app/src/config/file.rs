//! The settings by their types, as the file spells them.
//!
//! The comments on the fields are what operators read: the reference page and the commented sample are made from them.

use std::net::{IpAddr, SocketAddr};

use countersign_egress::Trust;
use countersign_ingress::{TlsFiles, TrustedForwarders};
use countersign_settings::{Files, Mistakes};
use ipnet::IpNet;
use serde::Deserialize;
use url::Url;

use super::ServerConfig;

mod bus;
mod database;
mod mail;
mod push_gateway;
mod storage;

#[cfg(test)]
pub(super) use self::storage::Bucket;
pub(super) use self::{bus::Bus, database::DatabaseSection, mail::Mail, push_gateway::PushGateway, storage::Storage};

/// The settings that a server is started with. All others, such as who may join, administrators change while it runs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct File {
    /// Folder for the database and files; made when it is missing. One server at a time uses it.
    data_folder: String,
    /// Where clients connect: an address and a port. `:8065` listens on all addresses.
    listen: String,
    /// The address people reach the server under, such as `https://chat.example.com`. It is kept in the server's own
    /// settings (`SiteURL`) at each start; without it they stay as they are.
    #[cfg_attr(test, schemars(example = &"https://chat.example.com"))]
    site_url: Option<String>,
    /// Networks of reverse proxies whose word counts about where clients are, such as `10.0.0.0/8`.
    trusted_proxies: Vec<String>,
    /// A socket file for administration from this machine without signing in, as mmctl does with `--local`. Only the user
    /// the server runs as may open it. None by default.
    #[cfg_attr(test, schemars(example = &"/run/countersign-server/local.socket"))]
    local_socket: Option<String>,
    /// Certificate and key of the address where clients connect. Without them clear text is spoken, for servers behind a
    /// reverse proxy.
    tls: Option<Tls>,
    /// Where the data is.
    database: DatabaseSection,
    /// How several servers on one PostgreSQL hear of one another. Without it a server refuses to start beside others.
    bus: Option<Bus>,
    /// Where uploaded files are.
    files: Storage,
    /// Where pushes go.
    push_gateway: PushGateway,
    /// The mail server that takes letters to people: for forgotten passwords and invitations. Without it none are written.
    mail: Option<Mail>,
}

impl Default for File {
    fn default() -> Self {
        Self {
            data_folder: "./data".to_owned(),
            listen: "127.0.0.1:8065".to_owned(),
            site_url: None,
            trusted_proxies: Vec::new(),
            local_socket: None,
            tls: None,
            database: DatabaseSection::default(),
            bus: None,
            files: Storage::default(),
            push_gateway: PushGateway::default(),
            mail: None,
        }
    }
}

/// Certificate and key of the address where clients connect. They are read again when they change, and on SIGHUP.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Tls {
    /// The certificate, then those that signed it, in PEM: what Let's Encrypt calls `fullchain.pem`. Required.
    #[cfg_attr(test, schemars(example = &"/etc/letsencrypt/live/chat.example.com/fullchain.pem"))]
    certificate_file: String,
    /// Its private key, in PEM. Required.
    #[cfg_attr(test, schemars(example = &"/etc/letsencrypt/live/chat.example.com/privkey.pem"))]
    key_file: String,
    /// Whether TLS 1.2 is refused.
    tls13_only: bool,
}

impl File {
    /// The values they stand for. Reads the files that are named. What is wrong is noted with its path.
    pub(super) fn config(self, files: &Files, mistakes: &mut Mistakes) -> ServerConfig {
        let mut config = ServerConfig::new(&self.data_folder);
        if self.data_folder.is_empty() {
            mistakes.add("data_folder", "missing");
        }
        match listen_address(&self.listen) {
            Some(address) => config.listen = address,
            None => mistakes.add("listen", "expected an address and a port, such as :8065 or 127.0.0.1:8065"),
        }
        config.site_url = web_address(self.site_url, "site_url", mistakes);
        config.trusted_proxies = TrustedForwarders::new(networks(&self.trusted_proxies, mistakes), false);
        config.local_socket = self.local_socket.filter(|path| !path.is_empty()).map(Into::into);
        config.tls = self.tls.map(|section| tls(&section, files, mistakes));
        config.database = self.database.database(files, mistakes);
        config.bus = self.bus.and_then(|section| section.config(files, mistakes));
        if config.bus.is_some() && matches!(config.database, super::Database::Embedded) {
            mistakes.add("bus", "several servers share one PostgreSQL: database.url is missing");
        }
        config.storage = self.files.storage(files, mistakes);
        self.push_gateway.apply(&mut config, files, mistakes);
        config.mail = self.mail.map(|section| section.config(files, mistakes));
        config
    }
}

fn tls(section: &Tls, files: &Files, mistakes: &mut Mistakes) -> TlsFiles {
    mistakes.needed("tls", "certificate_file", &section.certificate_file);
    mistakes.needed("tls", "key_file", &section.key_file);
    let paths = TlsFiles::new(files.path(&section.certificate_file), files.path(&section.key_file));
    TlsFiles { tls13_only: section.tls13_only, ..paths }
}

fn listen_address(text: &str) -> Option<SocketAddr> {
    let full = if text.starts_with(':') { format!("0.0.0.0{text}") } else { text.replace("localhost", "127.0.0.1") };
    full.parse().ok()
}

fn networks(texts: &[String], mistakes: &mut Mistakes) -> Vec<IpNet> {
    let mut networks = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let single = text.parse::<IpAddr>().map(IpNet::from);
        match text.parse().or(single) {
            Ok(network) => networks.push(network),
            Err(_) => mistakes.add(format!("trusted_proxies[{number}]"), "expected a network, such as 10.0.0.0/8"),
        }
    }
    networks
}

/// An address of a page, without a slash at its end.
fn web_address(text: Option<String>, place: &str, mistakes: &mut Mistakes) -> Option<String> {
    let text = text.filter(|text| !text.is_empty())?;
    let is_one = Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if !is_one {
        mistakes.add(place, "expected https://host or http://host:port");
    }
    Some(text.trim_end_matches('/').to_owned())
}

/// Whom to trust besides the system's roots.
fn trust(name: Option<&str>, place: &str, files: &Files, mistakes: &mut Mistakes) -> Trust {
    let extra_roots_pem = name.map(|name| mistakes.file(files, place, name)).unwrap_or_default();
    Trust { extra_roots_pem, ..Trust::default() }
}
