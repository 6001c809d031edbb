//! Erasing without accidents, and with a keychain that fails.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{fs, path::Path, sync::Arc};

use countersign_mobile_host::{Keychain, KeychainError, memory::MemoryKeychain};
use countersign_mobile_store::{AccountStore, EraseOrder, EraseStep, PhoneStore, Setting, StoreError};
use countersign_primitives::{Secret, SequenceRandom, TimestampMs};

struct Bench {
    files: tempfile::TempDir,
    keychain: Arc<MemoryKeychain>,
    phone: PhoneStore,
}

fn bench() -> Bench {
    let files = tempfile::tempdir().unwrap();
    let keychain = Arc::new(MemoryKeychain::default());
    let phone = PhoneStore::new(files.path().to_owned(), keychain.clone()).unwrap();
    Bench { files, keychain, phone }
}

impl Bench {
    fn sign_in(&self) -> AccountStore {
        let token = Secret::new("t".to_owned());
        let account = self.phone.create_account(&SequenceRandom::new(1), &token).unwrap();
        account.write(|write| write.set(Setting::ServerUrl, Some("https://chat.example.com"))).unwrap();
        account
    }

    /// As if the app's process had ended.
    fn restart(self) -> Self {
        let Self { files, keychain, phone } = self;
        drop(phone);
        let phone = PhoneStore::new(files.path().to_owned(), keychain.clone()).unwrap();
        Self { files, keychain, phone }
    }
}

fn order(announce: bool) -> EraseOrder {
    EraseOrder { reason: "session_ended".to_owned(), at_ms: TimestampMs(5), announce, forget_server: false }
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[test]
fn the_key_goes_first_and_the_report_lists_everything() {
    let bench = bench();
    let account = bench.sign_in();
    let mut steps = Vec::new();
    let report = bench.phone.erase(&account, &order(true), &mut |step| {
        if step == EraseStep::KeyDestroyed {
            assert!(bench.files.path().join("accounts").join(account.key().as_str()).join("store.db").exists());
            assert!(!bench.keychain.names().unwrap().iter().any(|name| name.ends_with("wrapping-key")));
        }
        steps.push(step);
    });
    assert_eq!(
        steps,
        [
            EraseStep::Recorded,
            EraseStep::KeyDestroyed,
            EraseStep::TokenRemoved,
            EraseStep::WrappedKeyRemoved,
            EraseStep::FilesRemoved,
            EraseStep::Finished
        ]
    );
    assert_eq!(report.keys.len(), 2);
    for file in ["page-key", "store.db"] {
        assert!(report.files.iter().any(|path| path.ends_with(file)), "{file} in {:?}", report.files);
    }
    assert_eq!(count(&bench.files.path().join("accounts")), 0);
}

#[test]
fn whoever_still_holds_the_account_gets_nothing() {
    let bench = bench();
    let account = bench.sign_in();
    bench.phone.erase(&account, &order(true), &mut |_| {});
    assert!(matches!(account.read(|read| read.setting(Setting::ServerUrl)), Err(StoreError::Closed)));
    assert!(matches!(account.write(|write| write.set(Setting::ServerUrl, None)), Err(StoreError::Closed)));
}

#[test]
fn signing_out_leaves_no_notice() {
    let bench = bench();
    let account = bench.sign_in();
    bench.phone.erase(&account, &order(false), &mut |_| {});
    assert_eq!(bench.phone.notice().unwrap(), None);
}

#[test]
fn a_keychain_that_fails_is_tried_again_at_the_next_start() {
    let bench = bench();
    let account = bench.sign_in();
    bench.keychain.set_failing(Some(KeychainError::Locked));
    let report = bench.phone.erase(&account, &order(true), &mut |_| {});
    assert!(!report.complete);
    assert!(bench.phone.notice().unwrap().is_some(), "the user is told all the same");
    assert!(!bench.files.path().join("accounts").join(account.key().as_str()).exists(), "the wrapped key must be gone");

    bench.keychain.set_failing(None);
    let bench = bench.restart();
    let opened = bench.phone.open_accounts(TimestampMs(0), &mut |_| {}).unwrap();
    assert!(opened.erased[0].complete);
    assert_eq!(bench.keychain.names().unwrap(), Vec::<String>::new());
}

#[test]
fn an_account_whose_key_is_gone_is_erased_and_announced() {
    let bench = bench();
    let account = bench.sign_in();
    account.close();
    for name in bench.keychain.names().unwrap() {
        bench.keychain.remove(&name).unwrap();
    }
    let bench = bench.restart();
    let opened = bench.phone.open_accounts(TimestampMs(3), &mut |_| {}).unwrap();
    assert!(opened.accounts.is_empty());
    assert_eq!(bench.phone.notice().unwrap().unwrap().reason, "unreadable");
}

#[test]
fn a_locked_keychain_destroys_nothing() {
    let bench = bench();
    bench.sign_in().close();
    bench.keychain.set_failing(Some(KeychainError::Locked));
    let bench = bench.restart();
    let refused = bench.phone.open_accounts(TimestampMs(0), &mut |_| {});
    assert!(matches!(refused, Err(StoreError::Keychain(KeychainError::Locked))));
    bench.keychain.set_failing(None);
    assert_eq!(bench.phone.open_accounts(TimestampMs(0), &mut |_| {}).unwrap().accounts.len(), 1);
}

#[test]
fn a_sign_in_that_never_finished_leaves_nothing_and_says_nothing() {
    let bench = bench();
    bench.phone.create_account(&SequenceRandom::new(1), &Secret::new("t".to_owned())).unwrap().close();
    let bench = bench.restart();
    let opened = bench.phone.open_accounts(TimestampMs(0), &mut |_| {}).unwrap();
    assert!(opened.accounts.is_empty());
    assert_eq!(bench.phone.notice().unwrap(), None);
    assert_eq!(bench.keychain.names().unwrap(), Vec::<String>::new());
}

#[test]
fn keys_of_an_earlier_installation_are_removed() {
    let bench = bench();
    bench.keychain.set("account.0123456789abcdef0123456789abcdef.session-token", b"old").unwrap();
    bench.keychain.set("something of the app's own", b"kept").unwrap();
    bench.sign_in().close();
    let bench = bench.restart();
    assert_eq!(bench.phone.open_accounts(TimestampMs(0), &mut |_| {}).unwrap().accounts.len(), 1);
    assert_eq!(bench.keychain.names().unwrap().len(), 3);
}

#[test]
fn what_a_kill_left_half_written_is_removed() {
    let bench = bench();
    for place in [".last-server.draft", "accounts/.0123.erase.json.draft"] {
        fs::write(bench.files.path().join(place), "https://chat.example.com").unwrap();
    }
    let bench = bench.restart();
    assert_eq!(count(bench.files.path()), 2, "the folder of accounts and the lock");
    assert_eq!(count(&bench.files.path().join("accounts")), 0);
}
