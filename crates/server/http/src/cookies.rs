//! The three cookies of a browser's session.

use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, HeaderValue, header};
use countersign_primitives::TimestampMs;

/// Holds the token; scripts cannot read it.
const TOKEN: &str = "MMAUTHTOKEN";

/// What goes into a browser's cookies at sign-in.
pub(crate) struct SessionCookies<'a> {
    /// The session's token.
    pub token: &'a str,
    /// Who signed in; scripts read it.
    pub user_id: &'a str,
    /// The token against foreign pages; scripts read it and send it back as a header.
    pub csrf: &'a str,
    /// How long they last.
    pub lifetime: Duration,
    /// Whether the site is reached over TLS.
    pub secure: bool,
}

impl SessionCookies<'_> {
    /// Adds all three.
    pub(crate) fn put(&self, headers: &mut HeaderMap, now: TimestampMs) {
        let lasting = Lasting { lifetime: self.lifetime, secure: self.secure };
        append(headers, &lasting.cookie(TOKEN, self.token, now, true));
        append(headers, &lasting.cookie("MMUSERID", self.user_id, now, false));
        append(headers, &lasting.cookie("MMCSRF", self.csrf, now, false));
    }
}

/// Gives a session's token again, to last longer.
pub(crate) fn renew(headers: &mut HeaderMap, token: &str, lifetime: Duration, secure: bool, now: TimestampMs) {
    append(headers, &Lasting { lifetime, secure }.cookie(TOKEN, token, now, true));
}

/// Takes the token away.
pub(crate) fn clear(headers: &mut HeaderMap) {
    append(headers, &format!("{TOKEN}=; Path=/; Max-Age=0; HttpOnly"));
}

/// The token a request carries in its cookies.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == TOKEN).map(|(_, value)| value)
}

struct Lasting {
    lifetime: Duration,
    secure: bool,
}

impl Lasting {
    fn cookie(&self, name: &str, value: &str, now: TimestampMs, http_only: bool) -> String {
        let seconds = self.lifetime.as_secs();
        let end = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(now.0).unwrap_or(0)) + self.lifetime;
        let expires = httpdate::fmt_http_date(end);
        let http_only = if http_only { "; HttpOnly" } else { "" };
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; Expires={expires}; Max-Age={seconds}{http_only}{secure}")
    }
}

fn append(headers: &mut HeaderMap, cookie: &str) {
    // Tokens, ids and dates have no characters that headers cannot hold.
    if let Ok(value) = HeaderValue::from_str(cookie) {
        headers.append(header::SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_last_as_long_as_the_session() {
        let mut headers = HeaderMap::new();
        let lifetime = Duration::from_hours(24);
        let cookies = SessionCookies { token: "tok", user_id: "uid", csrf: "c", lifetime, secure: true };
        cookies.put(&mut headers, TimestampMs(1_785_000_000_000));
        let set: Vec<&str> = headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
        let tail = "Path=/; Expires=Sun, 26 Jul 2026 17:20:00 GMT; Max-Age=86400";
        assert_eq!(
            set,
            [
                format!("MMAUTHTOKEN=tok; {tail}; HttpOnly; Secure"),
                format!("MMUSERID=uid; {tail}; Secure"),
                format!("MMCSRF=c; {tail}; Secure"),
            ]
        );
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=b; MMAUTHTOKEN=tok; MMCSRF=x"));
        assert_eq!(token(&headers), Some("tok"));
        headers.insert(header::COOKIE, HeaderValue::from_static("XMMAUTHTOKEN=tok"));
        assert_eq!(token(&headers), None);
    }
}
