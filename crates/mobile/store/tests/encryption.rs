//! Nothing readable on disk, and one process at a time.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{fs, path::Path, sync::Arc};

use countersign_mobile_host::{Keychain, memory::MemoryKeychain};
use countersign_mobile_store::{OutboxRow, PhoneStore, Setting, StoreError};
use countersign_primitives::{Secret, SequenceRandom, TimestampMs};

fn scan(folder: &Path, found: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { scan(&path, found) } else { found.push(fs::read(path).unwrap()) }
    }
}

#[test]
fn no_file_holds_a_word_of_what_was_written() {
    let files = tempfile::tempdir().unwrap();
    let phone = PhoneStore::new(files.path().to_owned(), Arc::new(MemoryKeychain::default())).unwrap();
    let account = phone.create_account(&SequenceRandom::new(1), &Secret::new("t0ken-t0ken".to_owned())).unwrap();
    let post = OutboxRow {
        pending_post_id: "user:1".to_owned(),
        channel_id: "cccccccccccccccccccccccccc".parse().unwrap(),
        root_id: None,
        message: "the-very-secret-message".repeat(500),
        create_at: TimestampMs(1),
        newest_before: TimestampMs(0),
        attempts: 0,
        doubtful: false,
        failure: None,
    };
    account.write_durably(|write| write.queue(&post)).unwrap();
    account.write(|write| write.set(Setting::ServerId, Some("the-very-secret-server"))).unwrap();

    let mut contents = Vec::new();
    scan(files.path(), &mut contents);
    assert!(contents.iter().map(Vec::len).sum::<usize>() > 10_000, "the database and its log must be among them");
    for word in ["very-secret", "t0ken", "CREATE TABLE", "SQLite format"] {
        let shows = contents.iter().any(|file| file.windows(word.len()).any(|part| part == word.as_bytes()));
        assert!(!shows, "{word} is readable");
    }
}

#[test]
fn a_second_process_is_refused() {
    let files = tempfile::tempdir().unwrap();
    let keychain: Arc<dyn Keychain> = Arc::new(MemoryKeychain::default());
    let phone = PhoneStore::new(files.path().to_owned(), keychain.clone()).unwrap();
    assert!(matches!(PhoneStore::new(files.path().to_owned(), keychain.clone()), Err(StoreError::InUse)));
    drop(phone);
    assert!(PhoneStore::new(files.path().to_owned(), keychain).is_ok());
}

#[test]
fn a_damaged_database_is_unreadable_not_a_crash() {
    let files = tempfile::tempdir().unwrap();
    let keychain: Arc<dyn Keychain> = Arc::new(MemoryKeychain::default());
    let phone = PhoneStore::new(files.path().to_owned(), keychain.clone()).unwrap();
    let account = phone.create_account(&SequenceRandom::new(1), &Secret::new("t".to_owned())).unwrap();
    account.write(|write| write.set(Setting::ServerUrl, Some("https://chat.example.com"))).unwrap();
    account.close();
    let database = files.path().join("accounts").join(account.key().as_str()).join("store.db");
    fs::write(&database, vec![7; 64 * 1024]).unwrap();

    let opened = phone.open_accounts(TimestampMs(1), &mut |_| {}).unwrap();
    assert!(opened.accounts.is_empty());
    assert_eq!(opened.erased[0].reason, "unreadable");
}
