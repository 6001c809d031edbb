//! Copies of the database's file, and files that are damaged.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{
    fs,
    io::{Seek, SeekFrom, Write},
    path::Path,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use countersign_server_domain::ports::store::SystemStore;
use countersign_server_store_sqlite::{OpenError, SqliteStore, back_up};

async fn write(store: &SqliteStore, number: u64) {
    store.set_system_value(&format!("value {number}"), "x".repeat(500)).await.unwrap();
    store.set_system_value("last", number.to_string()).await.unwrap();
}

async fn last(store: &SqliteStore) -> u64 {
    store.system_value("last").await.unwrap().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_holds_what_was_answered_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let (file, copy) = (folder.path().join("server.db"), folder.path().join("copy.db"));
    let store = SqliteStore::open(&file).unwrap();
    write(&store, 0).await;
    let (answered, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
    let writing = async {
        let mut number = 0;
        while !is_over.load(Ordering::SeqCst) {
            number += 1;
            write(&store, number).await;
            answered.store(number, Ordering::SeqCst);
        }
    };
    let backing_up = async {
        while answered.load(Ordering::SeqCst) < 50 {
            tokio::task::yield_now().await;
        }
        let before = answered.load(Ordering::SeqCst);
        let (from, to) = (file.clone(), copy.clone());
        tokio::task::spawn_blocking(move || back_up(&from, &to)).await.unwrap().unwrap();
        is_over.store(true, Ordering::SeqCst);
        before
    };
    let ((), before) = tokio::join!(writing, backing_up);
    store.close();
    let restored = SqliteStore::open(&copy).unwrap();
    let last = last(&restored).await;
    assert!(last >= before, "{last} {before}");
    for number in 0..=last {
        assert!(restored.system_value(&format!("value {number}")).await.unwrap().is_some(), "{number} of {last}");
    }
    write(&restored, last + 1).await;
    restored.close();
}

#[test]
fn a_backup_takes_nothings_place() {
    let folder = tempfile::tempdir().unwrap();
    let (file, copy) = (folder.path().join("server.db"), folder.path().join("copy.db"));
    SqliteStore::open(&file).unwrap().close();
    fs::write(&copy, "something").unwrap();
    assert!(matches!(back_up(&file, &copy), Err(OpenError::Io { .. })));
    assert_eq!(fs::read(&copy).unwrap(), b"something");
    let missing = folder.path().join("missing.db");
    assert!(back_up(&missing, &folder.path().join("other.db")).is_err());
    assert!(!folder.path().join("other.db").exists());
}

/// What a process leaves behind that was killed: the file was not closed.
async fn left_open(file: &Path) {
    let store = SqliteStore::open(file).unwrap();
    for number in 0..200 {
        write(&store, number).await;
    }
    store.close();
    let mut marker = file.as_os_str().to_owned();
    marker.push("-open");
    fs::write(marker, []).unwrap();
}

#[tokio::test]
async fn a_whole_file_that_was_not_closed_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.db");
    left_open(&file).await;
    let store = SqliteStore::open(&file).unwrap();
    assert_eq!(last(&store).await, 199);
    store.close();
}

#[tokio::test]
async fn a_damaged_file_is_not_served_and_not_copied() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.db");
    left_open(&file).await;
    let mut damaged = fs::OpenOptions::new().write(true).open(&file).unwrap();
    let length = damaged.metadata().unwrap().len();
    damaged.seek(SeekFrom::Start(length / 2)).unwrap();
    damaged.write_all(&vec![0xa5; usize::try_from(length / 2).unwrap()]).unwrap();
    drop(damaged);
    let error = SqliteStore::open(&file).err();
    assert!(matches!(error, Some(OpenError::Damaged { .. })), "{error:?}");
    let copy = folder.path().join("copy.db");
    assert!(back_up(&file, &copy).is_err());
    assert!(!copy.exists());
}
