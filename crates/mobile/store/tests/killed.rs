//! What is left when the phone is killed while it erases. The process really dies: this test starts itself as a child,
//! which aborts after a given step.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};

use countersign_mobile_host::Keychain as _;
use countersign_mobile_store::{EraseOrder, EraseReport, EraseStep, PersonRow, PhoneStore, Setting};
use countersign_primitives::{Secret, SequenceRandom, TimestampMs};

mod support;
use support::FolderKeychain;

const STEPS: [EraseStep; 6] = [
    EraseStep::Recorded,
    EraseStep::KeyDestroyed,
    EraseStep::TokenRemoved,
    EraseStep::WrappedKeyRemoved,
    EraseStep::FilesRemoved,
    EraseStep::Finished,
];

fn phone(files: &Path) -> PhoneStore {
    PhoneStore::new(files.join("app"), Arc::new(FolderKeychain(files.join("keychain")))).unwrap()
}

fn order() -> EraseOrder {
    EraseOrder { reason: "ordered_by_server".to_owned(), at_ms: TimestampMs(7), announce: true, forget_server: true }
}

fn sign_in(phone: &PhoneStore) {
    let account = phone.create_account(&SequenceRandom::new(1), &Secret::new("t".to_owned())).unwrap();
    account.write(|write| write.set(Setting::ServerUrl, Some("https://chat.example.com"))).unwrap();
    phone.set_last_server("https://chat.example.com").unwrap();
}

/// Not a test of its own: the child. Its folder says where to work and after which step to die.
#[test]
#[ignore = "run by the test below, as a process of its own that dies"]
fn child_that_dies_while_erasing() {
    let files = env::current_dir().unwrap();
    let die_after: usize = fs::read_to_string(files.join("die-after")).unwrap().parse().unwrap();
    let phone = phone(&files);
    let account = phone.open_accounts(TimestampMs(0), &mut |_| {}).unwrap().accounts.remove(0);
    phone.erase(&account, &order(), &mut |step| {
        if step == STEPS[die_after] {
            std::process::abort();
        }
    });
    panic!("step {die_after} never came");
}

fn die_after(files: &Path, step: usize) {
    fs::write(files.join("die-after"), step.to_string()).unwrap();
    let died = Command::new(env::current_exe().unwrap())
        .args(["--exact", "child_that_dies_while_erasing", "--ignored"])
        .current_dir(files)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert_eq!(died.code(), None, "the child must die of a signal");
}

fn files_below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found.sort();
    found
}

#[test]
fn an_erasure_killed_after_any_step_is_finished_at_the_next_start() {
    for (number, step) in STEPS.into_iter().enumerate() {
        let files = tempfile::tempdir().unwrap();
        sign_in(&phone(files.path()));
        die_after(files.path(), number);

        if number > 0 {
            let left = FolderKeychain(files.path().join("keychain")).names().unwrap();
            assert!(!left.iter().any(|name| name.ends_with("wrapping-key")), "readable after {step:?}");
        }
        let phone = phone(files.path());
        let opened = phone.open_accounts(TimestampMs(9), &mut |_| {}).unwrap();
        assert!(opened.accounts.is_empty(), "after {step:?}");
        assert!(opened.erased.iter().all(|report: &EraseReport| report.complete), "after {step:?}");
        assert_eq!(files_below(&files.path().join("app")), ["erased.json", "lock"], "after {step:?}");
        assert_eq!(FolderKeychain(files.path().join("keychain")).names().unwrap(), Vec::<String>::new());
        let notice = phone.notice().unwrap().unwrap();
        assert_eq!((notice.reason.as_str(), notice.at_ms), ("ordered_by_server", TimestampMs(7)), "after {step:?}");
        phone.dismiss_notice().unwrap();
        assert_eq!(phone.notice().unwrap(), None);
    }
}

/// Not a test of its own: the child that writes and dies.
#[test]
#[ignore = "run by the test below, as a process of its own that dies"]
fn child_that_dies_after_writing() {
    let phone = phone(&env::current_dir().unwrap());
    let account = phone.open_accounts(TimestampMs(0), &mut |_| {}).unwrap().accounts.remove(0);
    account.write(|write| write.put_people([&person("ana")])).unwrap();
    std::process::abort();
}

fn person(username: &str) -> PersonRow {
    PersonRow {
        id: "aaaaaaaaaaaaaaaaaaaaaaaaaa".parse().unwrap(),
        username: username.to_owned(),
        nickname: String::new(),
        first_name: String::new(),
        last_name: String::new(),
        is_bot: false,
        update_at: TimestampMs(1),
        delete_at: TimestampMs(0),
        status: String::new(),
    }
}

#[test]
fn what_was_written_is_there_after_a_kill() {
    let files = tempfile::tempdir().unwrap();
    sign_in(&phone(files.path()));
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "child_that_dies_after_writing", "--ignored"])
        .current_dir(files.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let phone = phone(files.path());
    let account = phone.open_accounts(TimestampMs(0), &mut |_| {}).unwrap().accounts.remove(0);
    let found = account.read(|read| read.person(person("ana").id)).unwrap().unwrap();
    assert_eq!(found, person("ana"));
}
