//! Links to a file that work without signing in: `/files/{id}/public?h={hash}`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use countersign_primitives::{FileId, Secret};

/// Says what the hash is for, so that no other use of the secret gives the same one.
const PURPOSE: &[u8] = b"countersign public file link 1\0";

/// The hash of a file's public link: HMAC-SHA-256 of the id, in unpadded URL-safe base64, 43 characters. Whoever holds
/// the link can read the file as long as the secret stays; a new secret ends all links.
///
/// Shape: as `/files/{id}/link` of Mattermost 11.6 answers it (`files.jsonl`, step 17). The value is our own.
#[expect(clippy::missing_panics_doc, reason = "HMAC takes keys of any length")]
pub fn public_link_hash(secret: &Secret, file: FileId) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).expect("HMAC takes keys of any length");
    mac.update(PURPOSE);
    mac.update(file.as_str().as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// Whether `hash` belongs to the file, compared in constant time. An empty secret opens nothing.
pub fn is_public_link(secret: &Secret, file: FileId, hash: &str) -> bool {
    !secret.expose().is_empty() && Secret::new(public_link_hash(secret, file)).matches(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> FileId {
        text.parse().expect("an id")
    }

    #[test]
    fn a_link_opens_its_file_only() {
        let secret = Secret::new("0123456789abcdef0123456789abcdef".to_owned());
        let (one, other) = (file("iqcx3qc9sbbt6ocshszfqgq6ci"), file("w3wz4i4o4bf4fb7jrrfwgyfg8y"));
        let hash = public_link_hash(&secret, one);
        assert_eq!(hash.len(), 43);
        assert!(is_public_link(&secret, one, &hash));
        assert!(!is_public_link(&secret, other, &hash));
        assert!(!is_public_link(&Secret::new("another".to_owned()), one, &hash));
        for wrong in ["", "wrong", &hash[..42], &format!("{hash}=")] {
            assert!(!is_public_link(&secret, one, wrong), "{wrong}");
        }
    }

    #[test]
    fn without_a_secret_nothing_opens() {
        let (none, one) = (Secret::new(String::new()), file("iqcx3qc9sbbt6ocshszfqgq6ci"));
        assert!(!is_public_link(&none, one, &public_link_hash(&none, one)));
    }
}
