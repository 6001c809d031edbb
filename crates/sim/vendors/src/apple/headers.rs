use http::{HeaderMap, HeaderName};

use countersign_primitives::TimestampMs;
use countersign_wire_vendor::apns::{MAX_COLLAPSE_ID_BYTES, Reason, header};

use super::push_type::PushType;

const MAX_TOPIC_BYTES: usize = 255;
/// Headers that count once only. The rest is nobody's business.
const SINGLE: [&str; 7] = [
    header::ID,
    header::EXPIRATION,
    header::PRIORITY,
    header::TOPIC,
    header::PUSH_TYPE,
    header::COLLAPSE_ID,
    "authorization",
];

/// What a sender says about a push, checked each for itself.
#[derive(Debug)]
pub(super) struct PushHeadersRead<'a> {
    pub(super) expiration: Option<i64>,
    pub(super) priority: Option<u8>,
    pub(super) topic: Option<&'a str>,
    pub(super) push_type: Option<&'static PushType>,
    pub(super) collapse_id: Option<&'a str>,
}

impl<'a> PushHeadersRead<'a> {
    /// Reads the headers of a push.
    pub(super) fn read(headers: &'a HeaderMap) -> Result<Self, Reason> {
        let expiration =
            text(headers, header::EXPIRATION, Reason::BadExpirationDate)?.map(read_expiration).transpose()?;
        let priority = text(headers, header::PRIORITY, Reason::BadPriority)?.map(read_priority).transpose()?;
        let collapse_id = text(headers, header::COLLAPSE_ID, Reason::BadCollapseId)?;
        if collapse_id.is_some_and(|id| id.len() > MAX_COLLAPSE_ID_BYTES) {
            return Err(Reason::BadCollapseId);
        }
        let push_type = text(headers, header::PUSH_TYPE, Reason::InvalidPushType)?
            .map(|name| PushType::named(name).ok_or(Reason::InvalidPushType))
            .transpose()?;
        let topic = text(headers, header::TOPIC, Reason::BadTopic)?;
        if topic.is_some_and(|topic| !is_topic(topic)) {
            return Err(Reason::BadTopic);
        }
        Ok(Self { expiration, priority, topic, push_type, collapse_id })
    }

    /// Until when the push may wait; `None`: not at all. `longest` is Apple's own limit.
    pub(super) fn keep_until(&self, now: TimestampMs, longest: TimestampMs) -> Option<TimestampMs> {
        match self.expiration {
            None => Some(longest),
            Some(0) => None,
            Some(secs) => Some(TimestampMs::from_secs(secs).min(longest)).filter(|until| *until > now),
        }
    }
}

/// Whether a header that counts once stands twice.
pub(super) fn has_duplicates(headers: &HeaderMap) -> bool {
    headers.len() != headers.keys_len() && SINGLE.iter().any(|name| headers.get_all(*name).iter().count() > 1)
}

/// The sender's `apns-id`.
pub(super) fn read_id(headers: &HeaderMap) -> Result<Option<&str>, Reason> {
    let id = text(headers, header::ID, Reason::BadMessageId)?;
    if id.is_some_and(|id| !is_uuid(id)) {
        return Err(Reason::BadMessageId);
    }
    Ok(id)
}

fn text<'a>(headers: &'a HeaderMap, name: &'static str, bad: Reason) -> Result<Option<&'a str>, Reason> {
    let value = headers.get(HeaderName::from_static(name));
    value.map(|value| value.to_str().map_err(|_| bad)).transpose()
}

fn read_expiration(text: &str) -> Result<i64, Reason> {
    if !text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Reason::BadExpirationDate);
    }
    text.parse().map_err(|_| Reason::BadExpirationDate)
}

fn read_priority(text: &str) -> Result<u8, Reason> {
    match text {
        "10" => Ok(10),
        "5" => Ok(5),
        "1" => Ok(1),
        _ => Err(Reason::BadPriority),
    }
}

fn is_topic(text: &str) -> bool {
    (1..=MAX_TOPIC_BYTES).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

/// Lower case, 8-4-4-4-12.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, b)| match place {
            8 | 13 | 18 | 23 => b == b'-',
            _ => matches!(b, b'0'..=b'9' | b'a'..=b'f'),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn every_malformed_header_has_its_reason() {
        let long = "x".repeat(65);
        for (name, value, reason) in [
            (header::EXPIRATION, "soon", Reason::BadExpirationDate),
            (header::EXPIRATION, "-1", Reason::BadExpirationDate),
            (header::EXPIRATION, "99999999999999999999", Reason::BadExpirationDate),
            (header::PRIORITY, "7", Reason::BadPriority),
            (header::PRIORITY, "010", Reason::BadPriority),
            (header::COLLAPSE_ID, &long, Reason::BadCollapseId),
            (header::PUSH_TYPE, "Alert", Reason::InvalidPushType),
            (header::TOPIC, "com.example/app", Reason::BadTopic),
            (header::TOPIC, "", Reason::BadTopic),
        ] {
            assert_eq!(PushHeadersRead::read(&headers(&[(name, value)])).unwrap_err(), reason, "{name}: {value}");
        }
        assert!(PushHeadersRead::read(&headers(&[(header::COLLAPSE_ID, &long[..64])])).is_ok());
    }

    #[test]
    fn an_id_is_a_lower_case_uuid() {
        let read = |id| read_id(&headers(&[(header::ID, id)])).is_ok();
        assert!(read("eabeae54-14a8-11e5-b60b-1697f925ec7b"));
        assert!(!read("EABEAE54-14a8-11e5-b60b-1697f925ec7b"));
        assert!(!read("eabeae5414a811e5b60b1697f925ec7b"));
        assert_eq!(read_id(&HeaderMap::new()), Ok(None));
    }

    #[test]
    fn only_repeated_headers_of_apples_are_duplicates() {
        let mut twice = headers(&[(header::TOPIC, "a")]);
        twice.append("cookie", "a".parse().unwrap());
        twice.append("cookie", "b".parse().unwrap());
        assert!(!has_duplicates(&twice));
        twice.append(header::TOPIC, "a".parse().unwrap());
        assert!(has_duplicates(&twice));
    }

    #[test]
    fn an_expiration_bounds_how_long_a_push_waits() {
        let until = |pairs: &[(&'static str, &str)]| {
            PushHeadersRead::read(&headers(pairs)).unwrap().keep_until(TimestampMs(10_000), TimestampMs(90_000))
        };
        assert_eq!(until(&[]), Some(TimestampMs(90_000)));
        assert_eq!(until(&[(header::EXPIRATION, "0")]), None);
        assert_eq!(until(&[(header::EXPIRATION, "9")]), None);
        assert_eq!(until(&[(header::EXPIRATION, "20")]), Some(TimestampMs(20_000)));
        assert_eq!(until(&[(header::EXPIRATION, "4000000000")]), Some(TimestampMs(90_000)));
    }
}
