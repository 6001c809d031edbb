/// JSON as Go's encoder writes it: it escapes some characters that need not be. They occur inside strings only.
///
/// Source: Go's `encoding/json`, `HTMLEscape`.
pub fn escape_as_go(json: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(json);
    let mut out = String::with_capacity(text.len() + 32);
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            _ => out.push(letter),
        }
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_escapes_is_escaped_and_nothing_else() {
        let escaped = escape_as_go("{\"a\":\"<b>&\u{2028}é\"}".as_bytes());
        assert_eq!(String::from_utf8(escaped).unwrap(), r#"{"a":"\u003cb\u003e\u0026\u2028é"}"#);
    }
}
