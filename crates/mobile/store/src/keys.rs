//! The database's key and how it is kept: drawn at random, encrypted (AES-256-GCM) with a second random key that only
//! the keychain holds. Without the keychain's entry the file is noise.

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};

use countersign_mobile_host::Keychain;
use countersign_primitives::{Random, Secret};

use crate::{
    StoreError,
    folder::{AccountKey, Folder, read_if_there, write_durably},
};

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;
/// Names the format, so that a later one can be told apart.
const FORMAT: &[u8] = b"countersign page key 1\n";

/// The key every page of a database is encrypted with.
pub(crate) struct PageKey(Secret<[u8; KEY_BYTES]>);

impl PageKey {
    /// Draws a new one and keeps it: first the wrapping key in the keychain, then the wrapped key in its file.
    pub(crate) fn create(
        folder: &Folder,
        account: &AccountKey,
        keychain: &dyn Keychain,
        random: &dyn Random,
    ) -> Result<Self, StoreError> {
        let (page_key, wrapping_key) = (draw(random), draw(random));
        keychain.set(&account.wrapping_key_entry(), wrapping_key.expose())?;
        let mut nonce = [0; NONCE_BYTES];
        random.fill(&mut nonce);
        let wrapped = cipher(wrapping_key.expose())
            .encrypt(&Nonce::from(nonce), Payload { msg: page_key.expose(), aad: &associated(account) })
            .map_err(|_| StoreError::Unreadable)?;
        write_durably(&folder.page_key(account), &[FORMAT, &nonce, &wrapped].concat())?;
        Ok(Self(page_key))
    }

    /// Unwraps the key.
    pub(crate) fn open(folder: &Folder, account: &AccountKey, keychain: &dyn Keychain) -> Result<Self, StoreError> {
        let wrapping_key = keychain.get(&account.wrapping_key_entry())?.ok_or(StoreError::Unreadable)?;
        let wrapping_key: [u8; KEY_BYTES] =
            wrapping_key.expose().as_slice().try_into().map_err(|_| StoreError::Unreadable)?;
        let wrapping_key = Secret::new(wrapping_key);
        let file = read_if_there(&folder.page_key(account))?.ok_or(StoreError::Unreadable)?;
        let sealed = file.strip_prefix(FORMAT).ok_or(StoreError::Unreadable)?;
        let (nonce, wrapped) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(StoreError::Unreadable)?;
        let opened = cipher(wrapping_key.expose())
            .decrypt(&Nonce::from(*nonce), Payload { msg: wrapped, aad: &associated(account) })
            .map_err(|_| StoreError::Unreadable)?;
        let opened = Secret::new(opened);
        let page_key = opened.expose().as_slice().try_into().map_err(|_| StoreError::Unreadable)?;
        Ok(Self(Secret::new(page_key)))
    }

    /// The value of SQLCipher's `key` pragma: a raw key, so that no password stretching slows the opening.
    pub(crate) fn pragma(&self) -> Secret<String> {
        let digits = Secret::new(hex::encode(self.0.expose()));
        Secret::new(format!("x'{}'", digits.expose()))
    }
}

fn draw(random: &dyn Random) -> Secret<[u8; KEY_BYTES]> {
    let mut key = [0; KEY_BYTES];
    random.fill(&mut key);
    let secret = Secret::new(key);
    zeroize::Zeroize::zeroize(&mut key);
    secret
}

fn cipher(key: &[u8; KEY_BYTES]) -> Aes256Gcm {
    Aes256Gcm::new(&(*key).into())
}

/// A wrapped key opens for its own account only.
fn associated(account: &AccountKey) -> Vec<u8> {
    [FORMAT, account.as_str().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use countersign_mobile_host::memory::MemoryKeychain;
    use countersign_primitives::SequenceRandom;

    use super::*;
    use crate::folder::make_private_folder;

    struct Bench {
        _files: tempfile::TempDir,
        folder: Folder,
        keychain: MemoryKeychain,
        account: AccountKey,
    }

    fn bench() -> Bench {
        let files = tempfile::tempdir().unwrap();
        let folder = Folder::new(files.path().to_owned());
        let account = AccountKey::generate(&SequenceRandom::new(1));
        make_private_folder(&folder.account(&account)).unwrap();
        Bench { _files: files, folder, keychain: MemoryKeychain::default(), account }
    }

    #[test]
    fn the_key_opens_again_and_the_file_does_not_hold_it() {
        let bench = bench();
        let random = SequenceRandom::new(2);
        let made = PageKey::create(&bench.folder, &bench.account, &bench.keychain, &random).unwrap();
        let opened = PageKey::open(&bench.folder, &bench.account, &bench.keychain).unwrap();
        assert_eq!(made.pragma().expose(), opened.pragma().expose());
        let file = fs::read(bench.folder.page_key(&bench.account)).unwrap();
        assert!(!file.windows(KEY_BYTES).any(|part| part == made.0.expose()));
    }

    #[test]
    fn without_the_keychain_entry_or_with_a_changed_file_it_does_not_open() {
        let bench = bench();
        PageKey::create(&bench.folder, &bench.account, &bench.keychain, &SequenceRandom::new(2)).unwrap();
        let path = bench.folder.page_key(&bench.account);
        let mut file = fs::read(&path).unwrap();
        *file.last_mut().unwrap() ^= 1;
        fs::write(&path, &file).unwrap();
        let open = || PageKey::open(&bench.folder, &bench.account, &bench.keychain);
        assert!(matches!(open(), Err(StoreError::Unreadable)));
        *file.last_mut().unwrap() ^= 1;
        fs::write(&path, &file).unwrap();
        assert!(open().is_ok());
        bench.keychain.remove(&bench.account.wrapping_key_entry()).unwrap();
        assert!(matches!(open(), Err(StoreError::Unreadable)));
    }

    #[test]
    fn a_wrapped_key_of_another_account_does_not_open() {
        let bench = bench();
        let random = SequenceRandom::new(2);
        PageKey::create(&bench.folder, &bench.account, &bench.keychain, &random).unwrap();
        let other = AccountKey::generate(&random);
        make_private_folder(&bench.folder.account(&other)).unwrap();
        fs::copy(bench.folder.page_key(&bench.account), bench.folder.page_key(&other)).unwrap();
        let key = bench.keychain.get(&bench.account.wrapping_key_entry()).unwrap().unwrap();
        bench.keychain.set(&other.wrapping_key_entry(), key.expose()).unwrap();
        assert!(matches!(PageKey::open(&bench.folder, &other, &bench.keychain), Err(StoreError::Unreadable)));
    }
}
