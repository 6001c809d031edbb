//! Certificates in every form in which people have them.

use std::{fs, path::Path};

use countersign_apns::{CertificateError, ClientCertificate};
use countersign_egress::{ClientIdentity, Trust, client_tls};

const PASSWORD: &str = "open-sesame";

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/apns/certificates").join(name);
    fs::read(path).unwrap()
}

/// Reads it, and sets up TLS with it.
fn works(name: &str, password: &str) -> bool {
    let read = ClientCertificate::read(&file(name), password).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(read.chain.len(), 1, "{name}");
    assert!(read.not_after.as_secs() > 4_900_000_000, "{name}: {:?}", read.not_after);
    let identity = ClientIdentity { chain: read.chain, key: read.key };
    client_tls(&Trust::only(file("certificate-only.pem")), Some(identity)).is_ok()
}

#[test]
fn plain_keys_are_read_in_any_order() {
    for name in ["pkcs1.pem", "pkcs8-key-first.pem", "pkcs8-ec.pem", "sec1-with-parameters.pem", "bag-attributes.pem"] {
        assert!(works(name, ""), "{name}");
        assert!(works(name, "a password that is not needed"), "{name}");
    }
}

#[test]
fn encrypted_keys_are_read_with_their_password() {
    for name in [
        "encrypted-pkcs8-aes256.pem",
        "encrypted-pkcs8-des3-sha1.pem",
        "encrypted-pkcs8-scrypt.pem",
        "encrypted-pkcs1-aes128.pem",
        "encrypted-pkcs1-aes192.pem",
        "encrypted-pkcs1-aes256.pem",
        "encrypted-pkcs1-des3.pem",
        "encrypted-sec1-aes256.pem",
        "modern.p12",
        "legacy.p12",
    ] {
        assert!(works(name, PASSWORD), "{name}");
        let error = |password| ClientCertificate::read(&file(name), password).unwrap_err();
        assert_eq!(error(""), CertificateError::PasswordNeeded, "{name}");
        assert_eq!(error("sesame"), CertificateError::WrongPassword, "{name}");
    }
}

#[test]
fn pkcs12_without_a_password_is_read() {
    assert!(works("no-password.p12", ""));
}

#[test]
fn what_cannot_be_used_is_told_apart() {
    for (name, expected) in [
        ("no-pair.pem", CertificateError::NoPair),
        ("certificate-only.pem", CertificateError::NoKey),
        ("key-only.pem", CertificateError::NoCertificate),
        ("encrypted-pkcs8-pbes1.pem", CertificateError::UnknownEncryption),
        ("README.md", CertificateError::UnknownForm),
    ] {
        let error = ClientCertificate::read(&file(name), PASSWORD).unwrap_err();
        assert_eq!(error, expected, "{name}");
    }
    assert_eq!(ClientCertificate::read(b"", "").unwrap_err(), CertificateError::UnknownForm);
}

#[test]
fn a_torn_file_is_an_error() {
    for name in ["pkcs1.pem", "modern.p12", "encrypted-pkcs1-des3.pem", "encrypted-pkcs8-aes256.pem"] {
        let whole = file(name);
        for length in (0..whole.len() - 1).step_by(97) {
            assert!(ClientCertificate::read(&whole[..length], PASSWORD).is_err(), "{name} cut to {length}");
        }
    }
}

#[test]
fn nothing_of_the_key_is_shown() {
    let read = ClientCertificate::read(&file("pkcs1.pem"), "").unwrap();
    assert_eq!(format!("{read:?}").matches("key").count(), 0);
}
