use http::{HeaderMap, header::CONTENT_ENCODING as CONTENT_ENCODING_HEADER};

use countersign_wire_vendor::webpush::{CONTENT_ENCODING, Urgency, header, is_topic};

use super::refusal::Refusal;

/// What a sender says about a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MessageHeaders {
    pub(super) ttl_secs: u32,
    pub(super) urgency: Urgency,
    pub(super) topic: Option<String>,
}

impl MessageHeaders {
    /// Reads the headers of a message with or without a body.
    pub(super) fn read(headers: &HeaderMap, has_body: bool) -> Result<Self, Refusal> {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        let ttl = text(header::TTL).ok_or(Refusal::new(400, "TTL is missing"))?;
        let digits = !ttl.is_empty() && ttl.bytes().all(|digit| digit.is_ascii_digit());
        if !digits {
            return Err(Refusal::new(400, "TTL is no number of seconds"));
        }
        let urgency = match text(header::URGENCY) {
            None => Urgency::default(),
            Some(urgency) => Urgency::parse(urgency).ok_or(Refusal::new(400, "Urgency is unknown"))?,
        };
        let topic = text(header::TOPIC);
        if topic.is_some_and(|topic| !is_topic(topic)) {
            return Err(Refusal::new(400, "Topic is no base64url of at most 32 characters"));
        }
        let encoding = headers.get(CONTENT_ENCODING_HEADER).map(http::HeaderValue::as_bytes);
        if has_body && encoding != Some(CONTENT_ENCODING.as_bytes()) {
            return Err(Refusal::new(400, "Content-Encoding is not aes128gcm"));
        }
        // Longer than any number of seconds that fits is for ever, which the service shortens.
        Ok(Self { ttl_secs: ttl.parse().unwrap_or(u32::MAX), urgency, topic: topic.map(str::to_owned) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)], has_body: bool) -> Result<MessageHeaders, &'static str> {
        let headers = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        MessageHeaders::read(&headers, has_body).map_err(|refusal| refusal.reason)
    }

    #[test]
    fn a_time_to_live_is_required_and_the_rest_has_defaults() {
        let headers = read(&[("ttl", "60")], false).unwrap();
        assert_eq!(headers, MessageHeaders { ttl_secs: 60, urgency: Urgency::Normal, topic: None });
        assert_eq!(read(&[("ttl", "99999999999999")], false).unwrap().ttl_secs, u32::MAX);
        for pairs in [
            &[][..],
            &[("ttl", "")],
            &[("ttl", "-1")],
            &[("ttl", "1.5")],
            &[("ttl", "1"), ("urgency", "HIGH")],
            &[("ttl", "1"), ("topic", "a b")],
        ] {
            assert!(read(pairs, false).is_err(), "{pairs:?}");
        }
    }

    #[test]
    fn a_body_must_be_encrypted() {
        assert!(read(&[("ttl", "1")], true).is_err());
        assert!(read(&[("ttl", "1"), ("content-encoding", "aesgcm")], true).is_err());
        assert!(read(&[("ttl", "1"), ("content-encoding", "aes128gcm")], true).is_ok());
    }
}
