//! How PEM was encrypted before PKCS#8: the key from the password by one round of MD5 a block, the rest in a header.
//! Weak, still what `openssl` wrote for years, and what the incumbent's users have.
//!
//! Source: OpenSSL, `PEM_read_bio_PrivateKey(3)`, section "PEM encryption format".

use aes::{Aes128, Aes192, Aes256};
use cbc::{
    Decryptor,
    cipher::{BlockModeDecrypt, KeyIvInit, block_padding::Pkcs7},
};
use des::{Des, TdesEde3};
use md5::{Digest, Md5};
use pem::Pem;

use super::CertificateError;

/// Bytes of the initialisation vector that are the salt as well.
const SALT: usize = 8;

/// Whether a section is encrypted in this way.
pub(super) fn is_encrypted(section: &Pem) -> bool {
    section.headers().get("Proc-Type").is_some_and(|kind| kind.contains("ENCRYPTED"))
}

/// Decrypts a section.
pub(super) fn decrypt(section: &Pem, password: &str) -> Result<Vec<u8>, CertificateError> {
    if password.is_empty() {
        return Err(CertificateError::PasswordNeeded);
    }
    let header = section.headers().get("DEK-Info").ok_or(CertificateError::UnknownEncryption)?;
    let (cipher, iv) = header.split_once(',').ok_or(CertificateError::UnknownEncryption)?;
    let iv = bytes(iv.trim()).filter(|iv| iv.len() >= SALT).ok_or(CertificateError::UnknownEncryption)?;
    let open = match cipher.trim().to_ascii_uppercase().as_str() {
        "AES-128-CBC" => open::<Decryptor<Aes128>>,
        "AES-192-CBC" => open::<Decryptor<Aes192>>,
        "AES-256-CBC" => open::<Decryptor<Aes256>>,
        "DES-EDE3-CBC" => open::<Decryptor<TdesEde3>>,
        "DES-CBC" => open::<Decryptor<Des>>,
        _ => return Err(CertificateError::UnknownEncryption),
    };
    open(section.contents(), password, &iv)
}

fn open<C: KeyIvInit + BlockModeDecrypt>(
    sealed: &[u8],
    password: &str,
    iv: &[u8],
) -> Result<Vec<u8>, CertificateError> {
    let key = derive(password, &iv[..SALT], C::key_size());
    let cipher = C::new_from_slices(&key, iv).map_err(|_| CertificateError::UnknownEncryption)?;
    cipher.decrypt_padded_vec::<Pkcs7>(sealed).map_err(|_| CertificateError::WrongPassword)
}

/// MD5 over what came before, the password and the salt, until there is enough.
fn derive(password: &str, salt: &[u8], wanted: usize) -> Vec<u8> {
    let (mut key, mut last) = (Vec::with_capacity(wanted + 16), Vec::new());
    while key.len() < wanted {
        last = Md5::new().chain_update(&last).chain_update(password).chain_update(salt).finalize().to_vec();
        key.extend_from_slice(&last);
    }
    key.truncate(wanted);
    key
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pair = |at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    (0..hex.len()).step_by(2).map(pair).collect()
}
