//! What stands in files: those of operators, and those that a crash left behind.

use countersign_apns::{ClientCertificate, ProviderKey};
use countersign_fcm::AccountKey;
use countersign_primitives::Secret;
use countersign_push::parsers;
use countersign_push_outbox::parsers as outbox;
use countersign_webpush::{VapidKey, VapidSubject};

pub(crate) fn config_toml(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    checked(&parsers::config_toml(text));
}

pub(crate) fn config_json(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    checked(&parsers::config_json(text));
}

/// A file that is refused is refused with a reason, and each reason is one line.
fn checked(mistakes: &[String]) {
    assert!(mistakes.iter().all(|mistake| !mistake.is_empty() && !mistake.contains('\n')), "{mistakes:?}");
}

/// A log is read up to where it stops making sense, and no further; cut there, it reads the same.
pub(crate) fn queue_log(bytes: &[u8]) {
    let (records, whole) = outbox::log(bytes);
    assert!(whole <= bytes.len());
    assert_eq!(outbox::log(&bytes[..whole]), (records, whole));
}

pub(crate) fn verdict_journal(bytes: &[u8]) {
    let (entries, whole) = outbox::verdicts(bytes);
    assert!(whole <= bytes.len());
    assert_eq!(outbox::verdicts(&bytes[..whole]), (entries, whole));
}

/// What is wrong with a secret file is told without a piece of it.
fn tells_nothing(error: &str, text: &str) {
    for line in text.lines().filter(|line| line.len() > 30) {
        assert!(!error.contains(line), "{error}");
    }
}

pub(crate) fn service_account(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match AccountKey::from_json(text) {
        Ok(key) => assert!(!format!("{key:?}").contains("PRIVATE")),
        Err(error) => tells_nothing(&error.to_string(), text),
    }
}

pub(crate) fn apple_key(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(error) = ProviderKey::from_p8(text, "ABC123DEFG", "DEF123GHIJ") {
        tells_nothing(&error.to_string(), text);
    }
}

/// PEM alone: how long a PKCS#12 file takes to open stands in the file.
pub(crate) fn apple_certificate(bytes: &[u8]) {
    if !bytes.starts_with(b"-----BEGIN CERT") {
        return;
    }
    if let Ok(certificate) = ClientCertificate::read(bytes, "") {
        assert!(!certificate.chain.is_empty());
    }
}

pub(crate) fn vapid_key(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (private, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let Ok(key) = VapidKey::from_texts(&Secret::new(private.to_owned()), rest) {
        let again = VapidKey::from_texts(&key.private_text(), &key.public_text());
        assert!(again.is_ok(), "what was read can be written");
    }
    let _ = rest.parse::<VapidSubject>();
}
