//! Parts of a configuration that several forms share.

use std::net::SocketAddr;

use countersign_egress::{DirectRuleError, Endpoint, ProxyRules, TunnelProxyError};
use countersign_primitives::Secret;
pub(super) use countersign_settings::{Files, Mistakes};

use super::GatewayConfig;

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
