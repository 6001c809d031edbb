use std::borrow::Cow;

/// The parameters of an address. A lone `?`, doubled separators and parameters without a value are as if not there:
/// apps leave them behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Query<'a> {
    /// Reads what stands behind the `?`, without it. Escapes that are wrong stay as they are; bytes that are no UTF-8
    /// become U+FFFD.
    pub fn parse(text: &'a str) -> Self {
        let pairs = text.trim_start_matches('?').split(['&', '?']).filter_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (!key.is_empty() && !value.is_empty()).then(|| (decode(key), decode(value)))
        });
        Self(pairs.collect())
    }

    /// The first value of a parameter; `None` when there is none or it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref())
    }

    /// The values of a parameter that are separated by commas; none when it is missing.
    pub fn list(&self, name: &str) -> Vec<String> {
        let values = self.get(name).unwrap_or_default().split(',').map(str::trim);
        values.filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }

    /// Whether a parameter is exactly `true`.
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    /// A number; `None` when it is missing or none.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.parse().ok()
    }
}

/// A value as forms and queries write it: `+` is a blank, escapes are bytes. Wrong escapes stay as they are.
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter();
    while let Some(&byte) = rest.next() {
        let escaped = (byte == b'%').then(|| hex_byte(rest.as_slice())).flatten();
        match (byte, escaped) {
            (_, Some(escaped)) => {
                bytes.push(escaped);
                rest.nth(1);
            }
            (b'+', None) => bytes.push(b' '),
            (other, None) => bytes.push(other),
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn hex_byte(text: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let value = digit(*text.first()?)? * 16 + digit(*text.get(1)?)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn remains_of_apps_are_not_there() {
        for text in ["?", "&&page=2&", "before=&page=2", "?before&page=2?", "=1&page=2&page=3"] {
            let query = Query::parse(text);
            assert_eq!(query.get("before"), None, "{text}");
            if text.len() > 1 {
                assert_eq!(query.number("page"), Some(2), "{text}");
            }
        }
    }

    #[test]
    fn lists_are_separated_by_commas() {
        let query = Query::parse("roles=a,%20b,,c&none=");
        assert_eq!(query.list("roles"), ["a", "b", "c"]);
        assert!(query.list("none").is_empty() && query.list("missing").is_empty());
    }

    #[test]
    fn escapes_are_read() {
        let query = Query::parse("name=a%20b+c&device_id=apple_rn-v2:t%zz&x=%ff");
        assert_eq!(query.get("name"), Some("a b c"));
        assert_eq!(query.get("device_id"), Some("apple_rn-v2:t%zz"));
        assert_eq!(query.get("x"), Some("\u{fffd}"));
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text: String) {
            Query::parse(&text);
        }
    }
}
