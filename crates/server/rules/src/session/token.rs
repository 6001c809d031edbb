use crate::error::{RuleError, known};

/// Tokens are cut to this many characters before they are looked up.
pub const MAX_TOKEN_CHARS: usize = 50;

/// Where a request carried its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenPlace {
    /// Cookie `MMAUTHTOKEN`: the only place that needs the CSRF token, and it goes before all others, so that a stale
    /// cookie beats a good header. Take the cookie away when its token is not good.
    Cookie,
    /// `Authorization: Bearer …`.
    Bearer,
    /// `Authorization: token …`.
    TokenScheme,
    /// Query `access_token`: only for sessions of OAuth applications.
    Query,
}

/// What a request carries.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokenSources<'a> {
    /// Cookie `MMAUTHTOKEN`.
    pub cookie: Option<&'a str>,
    /// Header `Authorization`.
    pub authorization: Option<&'a str>,
    /// Query `access_token`.
    pub query: Option<&'a str>,
}

/// The token of a request and where it stood; `None` for anonymous requests, such as those with an empty bearer.
pub fn find_token<'a>(sources: &TokenSources<'a>) -> Option<(TokenPlace, &'a str)> {
    let cookie = sources.cookie.map(|token| (TokenPlace::Cookie, token));
    let header = || {
        let (scheme, token) = sources.authorization?.split_once(' ')?;
        let place = match scheme {
            scheme if scheme.eq_ignore_ascii_case("bearer") => TokenPlace::Bearer,
            scheme if scheme.eq_ignore_ascii_case("token") => TokenPlace::TokenScheme,
            _ => return None,
        };
        Some((place, token))
    };
    let query = || sources.query.map(|token| (TokenPlace::Query, token));
    let is_there = |found: &(TokenPlace, &str)| !found.1.trim().is_empty();
    let (place, token) =
        cookie.filter(is_there).or_else(|| header().filter(is_there)).or_else(|| query().filter(is_there))?;
    let end = token.char_indices().nth(MAX_TOKEN_CHARS).map_or(token.len(), |(end, _)| end);
    Some((place, token[..end].trim()))
}

/// Whether a good session may be used by a token of this place.
///
/// # Errors
/// 401 when the token stands in the address and the session is no OAuth application's.
pub fn check_query_token(place: TokenPlace, session_is_oauth: bool) -> Result<(), RuleError> {
    if place == TokenPlace::Query && !session_is_oauth { Err(known::CONTEXT_TOKEN_PROVIDED) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "14j8umgczgrdp95w77zuxmxfu9";

    fn header(text: &str) -> Option<(TokenPlace, &str)> {
        find_token(&TokenSources { authorization: Some(text), ..TokenSources::default() })
    }

    #[test]
    fn schemes_are_read_in_any_case() {
        for (text, place) in [
            (format!("BEARER {TOKEN}"), Some(TokenPlace::Bearer)),
            (format!("bearer {TOKEN}"), Some(TokenPlace::Bearer)),
            (format!("Token {TOKEN}"), Some(TokenPlace::TokenScheme)),
            (format!("Basic {TOKEN}"), None),
            (TOKEN.to_owned(), None),
            ("Bearer ".to_owned(), None),
        ] {
            assert_eq!(header(&text), place.map(|place| (place, TOKEN)), "{text}");
        }
    }

    #[test]
    fn the_cookie_goes_first_and_tokens_are_cut() {
        let sources = TokenSources { cookie: Some("stale"), authorization: Some("Bearer good"), query: Some("q") };
        assert_eq!(find_token(&sources), Some((TokenPlace::Cookie, "stale")));
        assert_eq!(find_token(&TokenSources { cookie: Some(""), ..sources }), Some((TokenPlace::Bearer, "good")));
        let long = "é".repeat(60);
        let sources = TokenSources { query: Some(&long), ..TokenSources::default() };
        assert_eq!(find_token(&sources).map(|found| found.1.chars().count()), Some(MAX_TOKEN_CHARS));
    }
}
