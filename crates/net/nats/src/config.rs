use std::path::PathBuf;

use async_nats::ServerAddr;
use countersign_primitives::Secret;
use url::Url;

/// Which NATS to use.
#[derive(Clone, Debug)]
pub struct NatsConfig {
    /// Addresses, separated by commas: `nats://host:4222`, or `tls://host:4222` for TLS always. May carry
    /// `user:password@` or `token@`; those of the first address count for all. The port is 4222 unless given.
    pub servers: Secret<String>,
    /// A credentials file (`.creds`), for servers that want signed users; `None` for none.
    pub credentials_file: Option<PathBuf>,
    /// Certificates in PEM to trust instead of the system's; `None` for the system's.
    pub roots_file: Option<PathBuf>,
}

/// Why addresses cannot be used. Does not show them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("address {place} of NATS: {fault}")]
pub struct ConfigError {
    /// Which of the addresses, from 1.
    pub place: usize,
    fault: &'static str,
}

/// How to sign in, from an address.
pub(crate) enum Login {
    None,
    User(String, Secret<String>),
    Token(Secret<String>),
}

impl NatsConfig {
    /// These servers, with the system's certificates.
    pub fn new(servers: impl Into<String>) -> Self {
        Self { servers: Secret::new(servers.into()), credentials_file: None, roots_file: None }
    }

    /// Whether the addresses make sense.
    ///
    /// # Errors
    /// Names the first that does not.
    pub fn validate(&self) -> Result<(), ConfigError> {
        self.read().map(drop)
    }

    /// The addresses without what they carry, and what the first carries.
    pub(crate) fn read(&self) -> Result<(Vec<ServerAddr>, Login), ConfigError> {
        let mut login = Login::None;
        let mut servers = Vec::new();
        for (place, text) in self.servers.expose().split(',').map(str::trim).enumerate() {
            let fault = |fault| ConfigError { place: place + 1, fault };
            let mut url = parse(text).map_err(fault)?;
            if place == 0 {
                login = login_of(&url).map_err(fault)?;
            }
            // Cannot fail: the address has a host.
            let _ = url.set_username("");
            let _ = url.set_password(None);
            servers.push(ServerAddr::from_url(url).map_err(|_| fault("it is no address of a NATS server"))?);
        }
        Ok((servers, login))
    }
}

fn parse(text: &str) -> Result<Url, &'static str> {
    let text = if text.contains("://") { text.to_owned() } else { format!("nats://{text}") };
    let url: Url = text.parse().map_err(|_| "it is no URL")?;
    if !matches!(url.scheme(), "nats" | "tls") {
        return Err("it must begin with nats:// or tls://");
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err("it names no host");
    }
    Ok(url)
}

fn login_of(url: &Url) -> Result<Login, &'static str> {
    let decode = |text: &str| {
        let decoded = percent_decode(text).ok_or("user or password is no UTF-8, or wrongly escaped")?;
        Ok::<_, &'static str>(decoded)
    };
    Ok(match (url.username(), url.password()) {
        ("", None) => Login::None,
        (token, None) => Login::Token(Secret::new(decode(token)?)),
        (user, Some(password)) => Login::User(decode(user)?, Secret::new(decode(password)?)),
    })
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_carries_is_taken_out_of_it() {
        let (servers, login) = NatsConfig::new("nats://ana:p%40ss@one, tls://two:5222").read().unwrap();
        let hosts: Vec<_> = servers.iter().map(|server| (server.host().to_owned(), server.port())).collect();
        assert_eq!(hosts, [("one".to_owned(), 4222), ("two".to_owned(), 5222)]);
        assert!(servers.iter().all(|server| server.username().is_none() && server.password().is_none()));
        assert!(matches!(login, Login::User(user, password) if user == "ana" && password.matches("p@ss")));
        let (_, login) = NatsConfig::new("nats://s3cret@one").read().unwrap();
        assert!(matches!(login, Login::Token(token) if token.matches("s3cret")));
    }

    #[test]
    fn a_wrong_address_is_named_by_its_place_and_not_shown() {
        for wrong in ["nats://one,https://u:hunter2@two", "nats://one,nats://", "nats://one,"] {
            let error = NatsConfig::new(wrong).validate().unwrap_err();
            assert_eq!(error.place, 2, "{wrong}");
            assert!(!error.to_string().contains("hunter2"));
        }
        assert!(NatsConfig::new("nats://u:%zz@one").validate().is_err());
    }
}
