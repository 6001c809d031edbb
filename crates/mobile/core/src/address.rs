//! Addresses of servers: as typed, as used, and of their WebSocket.

use url::{Host, Url};

/// Why an address cannot be used. For the user: "this is not an address".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address of a server")]
pub(crate) struct BadAddress;

/// The addresses to try, best first, for what was typed. Without a scheme it is `https`. Plain `http` is tried only when
/// it was typed, and then after `https`; or when the server is this very machine. (The incumbent falls back to plain
/// `http` for any address: whoever can block the secure port then reads the password.)
pub(crate) fn candidates(typed: &str) -> Result<Vec<String>, BadAddress> {
    let typed: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
    let typed = typed.trim_start_matches('/');
    let lower = typed.to_ascii_lowercase();
    let (rest, plain_typed) = if let Some(rest) = lower.strip_prefix("https://") {
        (&typed[typed.len() - rest.len()..], false)
    } else if let Some(rest) = lower.strip_prefix("http://") {
        (&typed[typed.len() - rest.len()..], true)
    } else if lower.contains("://") {
        return Err(BadAddress);
    } else {
        (typed, false)
    };
    let rest = rest.trim_matches('/');
    if rest.is_empty() {
        return Err(BadAddress);
    }
    let secure = cleaned(&format!("https://{rest}"))?;
    let here = Url::parse(&secure).is_ok_and(|url| is_this_machine(&url));
    let plain = cleaned(&format!("http://{rest}"))?;
    Ok(match (plain_typed, here) {
        (true, true) => vec![plain, secure],
        (_, true) | (true, false) => vec![secure, plain],
        (false, false) => vec![secure],
    })
}

/// The address without query, fragment, user and trailing slashes. A path stays: servers may live below one.
pub(crate) fn cleaned(address: &str) -> Result<String, BadAddress> {
    let mut url = Url::parse(address).map_err(|_| BadAddress)?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(BadAddress);
    }
    url.set_query(None);
    url.set_fragment(None);
    url.set_username("").map_err(|()| BadAddress)?;
    url.set_password(None).map_err(|()| BadAddress)?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Where redirects of the first look led, if that may be used: never from `https` down to `http`.
pub(crate) fn after_redirects(asked: &str, led_to: &str) -> String {
    match cleaned(led_to) {
        Ok(url) if !(asked.starts_with("https://") && url.starts_with("http://")) => url,
        _ => asked.to_owned(),
    }
}

/// The WebSocket's address and the `Origin` header that goes with it. `websocket_url` is the client config's
/// `WebsocketURL`, which replaces the server's address when it is not empty.
pub(crate) fn websocket(server_url: &str, websocket_url: Option<&str>) -> (String, String) {
    let base = websocket_url.filter(|url| !url.is_empty()).unwrap_or(server_url).trim_end_matches('/');
    let base = match base.split_once("://") {
        Some(("https", rest)) => format!("wss://{rest}"),
        Some(("http", rest)) => format!("ws://{rest}"),
        _ => base.to_owned(),
    };
    let origin = Url::parse(server_url).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization());
    (format!("{base}/api/v4/websocket"), origin)
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_addresses() {
        for (typed, expected) in [
            ("chat.example.com", vec!["https://chat.example.com"]),
            (" https://Chat.example.com/ ", vec!["https://chat.example.com"]),
            ("//chat.example.com/team//", vec!["https://chat.example.com/team"]),
            ("https://chat.example.com/?a=b#c", vec!["https://chat.example.com"]),
            ("https://user:pass@chat.example.com", vec!["https://chat.example.com"]),
            ("HTTP://chat.example.com", vec!["https://chat.example.com", "http://chat.example.com"]),
            ("localhost:8065", vec!["https://localhost:8065", "http://localhost:8065"]),
            ("http://127.0.0.1:8065", vec!["http://127.0.0.1:8065", "https://127.0.0.1:8065"]),
            ("[::1]:8065", vec!["https://[::1]:8065", "http://[::1]:8065"]),
        ] {
            assert_eq!(candidates(typed), Ok(expected.into_iter().map(str::to_owned).collect()), "{typed}");
        }
        for typed in ["", "   ", "ftp://x", "javascript://x", "https://", "exa mple\u{0}.com", "http://["] {
            assert_eq!(candidates(typed), Err(BadAddress), "{typed}");
        }
    }

    #[test]
    fn redirects_never_lead_down_to_plain_http() {
        assert_eq!(after_redirects("https://a", "http://a/"), "https://a");
        assert_eq!(after_redirects("https://a", "https://b/chat/?x"), "https://b/chat");
        assert_eq!(after_redirects("https://a", "nonsense"), "https://a");
    }

    #[test]
    fn websocket_addresses() {
        let (url, origin) = websocket("https://chat.example.com:8443/team", None);
        assert_eq!(url, "wss://chat.example.com:8443/team/api/v4/websocket");
        assert_eq!(origin, "https://chat.example.com:8443");
        let (url, _) = websocket("http://a", Some("https://ws.example.com/"));
        assert_eq!(url, "wss://ws.example.com/api/v4/websocket");
    }
}
