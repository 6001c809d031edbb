use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use countersign_primitives::Random;

use crate::device::DevicePlatform;

/// Marks the second part of Google's registration tokens.
const GOOGLE_MARK: &str = ":APA91b";
const GOOGLE_FIRST: usize = 22;
const GOOGLE_REST: usize = 134;

/// A new token as the vendor's look.
pub(super) fn new_token(platform: DevicePlatform, random: &dyn Random) -> String {
    let mut bytes = [0; 128];
    random.fill(&mut bytes);
    let letters = || URL_SAFE_NO_PAD.encode(bytes);
    match platform {
        DevicePlatform::Apple => hex::encode(&bytes[..32]),
        DevicePlatform::Google => {
            let letters = letters();
            let (first, rest) = letters.split_at(GOOGLE_FIRST);
            format!("{first}{GOOGLE_MARK}{}", &rest[..GOOGLE_REST])
        }
        DevicePlatform::WebPush => letters()[..43].to_owned(),
    }
}

/// Whether Google would take a text for a registration token, of an app that is gone perhaps.
pub(crate) fn looks_like_google(token: &str) -> bool {
    let parts = token.split_once(GOOGLE_MARK);
    parts.is_some_and(|(first, rest)| {
        first.len() == GOOGLE_FIRST
            && rest.len() >= 64
            && (first.bytes().chain(rest.bytes())).all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    })
}

#[cfg(test)]
mod tests {
    use countersign_primitives::SequenceRandom;
    use countersign_wire_vendor::{apns, fcm};

    use super::*;
    use crate::script::Script;

    #[test]
    fn tokens_look_like_the_vendors() {
        let random = SequenceRandom::new(1);
        for _ in 0..1000 {
            let apple = new_token(DevicePlatform::Apple, &random);
            assert!(apple.len() == 64 && apns::is_device_token(&apple));
            let google = new_token(DevicePlatform::Google, &random);
            assert!(fcm::is_registration_token(&google) && looks_like_google(&google), "{google}");
            for token in [&apple, &google, &new_token(DevicePlatform::WebPush, &random)] {
                assert_eq!(Script::in_token(token), None);
            }
        }
        assert!(!looks_like_google("abc"));
    }
}
