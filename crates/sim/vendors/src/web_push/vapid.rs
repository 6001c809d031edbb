//! Who sends: `Authorization: vapid t=<token>, k=<public key>`.
//!
//! Source: RFC 8292, sections 2, 3 and 4.2.

use http::{HeaderMap, header::AUTHORIZATION};

use countersign_primitives::TimestampMs;
use countersign_wire_vendor::webpush::{MAX_VAPID_SECS, VapidClaims};

use super::{refusal::Refusal, subscription::read_point};
use crate::jws::Jws;

/// A sender that proved who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sender {
    /// Its public key, as sent.
    pub(super) key: String,
    pub(super) claims: VapidClaims,
}

/// The sender of a request; `None` when it does not say.
pub(super) fn sender(headers: &HeaderMap, origin: &str, now: TimestampMs) -> Result<Option<Sender>, Refusal> {
    let Some(value) = headers.get(AUTHORIZATION) else { return Ok(None) };
    let (token, key) = value
        .to_str()
        .ok()
        .and_then(parameters)
        .ok_or(Refusal::new(401, "Authorization: vapid t=…, k=… was expected"))?;
    let point = read_point(key).ok_or(Refusal::new(403, "k is no public key"))?;
    let jws = Jws::parse(token).ok_or(Refusal::new(403, "t is no token"))?;
    if !jws.is_es256_of(&point) {
        return Err(Refusal::new(403, "t is not signed by k"));
    }
    let claims: VapidClaims = jws.claims().ok_or(Refusal::new(403, "t has no claims aud and exp"))?;
    check(&claims, origin, now)?;
    Ok(Some(Sender { key: key.to_owned(), claims }))
}

fn check(claims: &VapidClaims, origin: &str, now: TimestampMs) -> Result<(), Refusal> {
    let ahead = claims.exp.saturating_sub(now.as_secs());
    if claims.aud != origin {
        return Err(Refusal::new(403, "aud is not this push service's origin"));
    }
    if ahead <= 0 {
        return Err(Refusal::new(403, "t has expired"));
    }
    if ahead > MAX_VAPID_SECS {
        return Err(Refusal::new(403, "exp is more than 24 hours ahead"));
    }
    let sound = claims.sub.is_empty() || claims.sub.starts_with("mailto:") || claims.sub.starts_with("https:");
    if sound { Ok(()) } else { Err(Refusal::new(403, "sub is neither mailto: nor https:")) }
}

/// The parameters `t` and `k`, in either order.
fn parameters(value: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("vapid") {
        return None;
    }
    let find = |name: &str| {
        let mut pairs = rest.split(',').filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value.trim_matches('"'))
    };
    Some((find("t")?, find("k")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_in_either_order() {
        for text in ["vapid t=a.b.c, k=K", "Vapid k=\"K\",t=a.b.c"] {
            assert_eq!(parameters(text), Some(("a.b.c", "K")), "{text}");
        }
        for text in ["", "vapid", "vapid t=a", "bearer t=a,k=b", "WebPush abc"] {
            assert_eq!(parameters(text), None, "{text}");
        }
    }
}
