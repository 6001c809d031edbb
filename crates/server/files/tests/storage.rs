//! Both kinds of storage behave the same, and neither shows half a file.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod bucket;

use std::{fs, path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::StreamExt;
use proptest::prelude::*;
use tempfile::TempDir;
use tokio::{task, time::timeout};

use countersign_primitives::{FileId, ManualClock, Random, SequenceRandom, TimestampMs};
use countersign_server_files::storage::{FileStore, FolderConfig, OpenError, StorageError, StoredPath};

use crate::bucket::Bucket;

const MANY: u64 = 1 << 40;

fn folder() -> (TempDir, FileStore) {
    let folder = tempfile::tempdir().unwrap();
    let config = FolderConfig { path: folder.path().join("made/when/missing") };
    let store = FileStore::in_folder(&config, Arc::new(SequenceRandom::new(1))).unwrap();
    (folder, store)
}

fn file(seed: u64) -> FileId {
    FileId::generate(&SequenceRandom::new(seed))
}

fn noise(length: usize) -> Bytes {
    let mut bytes = vec![0; length];
    SequenceRandom::new(7).fill(&mut bytes);
    bytes.into()
}

async fn read(store: &FileStore, path: &StoredPath) -> Option<Bytes> {
    match store.get(path, None).await.unwrap() {
        Some(content) => Some(content.into_bytes(MANY).await.unwrap()),
        None => None,
    }
}

/// Everything under a folder that is a file.
fn files_below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path.display().to_string()) }
    }
    found
}

/// What cleaning up is done in the background is soon done.
async fn soon(what: &str, mut done: impl FnMut() -> bool) {
    let wait = async {
        while !done() {
            task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), wait).await.unwrap_or_else(|_| panic!("not in time: {what}"));
}

async fn behaves(store: &FileStore) {
    let path = StoredPath::original(file(1));
    assert_eq!(read(store, &path).await, None);
    store.delete(&path).await.unwrap();

    // Larger than several parts, and in pieces that fit no part.
    let whole = noise(20_000_000);
    let mut upload = store.begin(&path, MANY);
    for piece in whole.chunks(777_777) {
        upload.write(Bytes::copy_from_slice(piece)).await.unwrap();
        assert!(store.get(&path, None).await.unwrap().is_none(), "half a file is visible");
    }
    assert_eq!(upload.taken(), 20_000_000);
    assert_eq!(upload.finish().await.unwrap(), 20_000_000);
    assert_eq!(read(store, &path).await.unwrap(), whole);

    for range in [0..1, 5..10, 19_999_999..20_000_000, 1_000_000..9_000_000] {
        let content = store.get(&path, Some(range.clone())).await.unwrap().unwrap();
        assert_eq!((content.size, content.range.clone()), (20_000_000, range.clone()));
        let (from, to) = (usize::try_from(range.start).unwrap(), usize::try_from(range.end).unwrap());
        assert_eq!(content.into_bytes(MANY).await.unwrap(), whole.slice(from..to));
    }
    let content = store.get(&path, None).await.unwrap().unwrap();
    assert!(content.modified.0 > 1_700_000_000_000);
    assert!(matches!(content.into_bytes(19_999_999).await, Err(StorageError::TooLarge { max_bytes: 19_999_999 })));

    // Replaced as a whole, shorter and empty.
    store.put(&path, Bytes::from_static(b"short")).await.unwrap();
    assert_eq!(read(store, &path).await.unwrap(), "short");
    store.put(&path, Bytes::new()).await.unwrap();
    assert_eq!(read(store, &path).await.unwrap(), "");

    // One file's renditions are its own.
    store.put(&StoredPath::preview(file(1)), Bytes::from_static(b"preview")).await.unwrap();
    store.delete(&path).await.unwrap();
    assert_eq!(read(store, &path).await, None);
    assert_eq!(read(store, &StoredPath::preview(file(1))).await.unwrap(), "preview");
    store.check().await.unwrap();
}

#[tokio::test]
async fn a_folder_keeps_files() {
    let (_folder, store) = folder();
    behaves(&store).await;
}

#[tokio::test]
async fn a_bucket_keeps_files() {
    let bucket = Bucket::start().await;
    let store = FileStore::in_bucket(&bucket.config(), Arc::new(SequenceRandom::new(1))).unwrap();
    behaves(&store).await;
    let id = file(1);
    assert_eq!(
        bucket.names(),
        [format!("countersign/test/files/{}/{id}.preview", &id.as_str()[..2])],
        "the prefix stands before, and the check left nothing"
    );
    let sizes = bucket.part_sizes();
    assert_eq!(sizes, [8 << 20, 8 << 20, 20_000_000 - (16 << 20)], "parts of one size but the last");
}

#[tokio::test]
async fn too_many_bytes_leave_nothing() {
    let (folder, store) = folder();
    let mut upload = store.begin(&StoredPath::original(file(2)), 3_000_000);
    upload.write(noise(2_999_999)).await.unwrap();
    upload.write(noise(1)).await.unwrap();
    assert!(matches!(upload.write(noise(1)).await, Err(StorageError::TooLarge { max_bytes: 3_000_000 })));
    drop(upload);
    soon("the folder is empty", || files_below(folder.path()).is_empty()).await;
}

#[tokio::test]
async fn an_upload_nobody_finishes_leaves_nothing() {
    let (folder, store) = folder();
    let mut upload = store.begin(&StoredPath::original(file(3)), MANY);
    upload.write(noise(5_000_000)).await.unwrap();
    assert_eq!(files_below(folder.path()).len(), 1, "it was written aside");
    drop(upload);
    soon("the folder is empty", || files_below(folder.path()).is_empty()).await;

    let bucket = Bucket::start().await;
    let store = FileStore::in_bucket(&bucket.config(), Arc::new(SequenceRandom::new(1))).unwrap();
    let mut upload = store.begin(&StoredPath::original(file(3)), MANY);
    upload.write(noise(9_000_000)).await.unwrap();
    assert_eq!(bucket.unfinished(), 1);
    drop(upload);
    soon("the bucket is told", || bucket.unfinished() == 0).await;
    assert_eq!(bucket.aborted(), 1);
    assert_eq!(bucket.names(), Vec::<String>::new());
}

#[tokio::test]
async fn uploads_of_the_same_file_do_not_mix() {
    let (_folder, store) = folder();
    let path = StoredPath::original(file(4));
    let (mut one, mut other) = (store.begin(&path, MANY), store.begin(&path, MANY));
    for _ in 0..3 {
        one.write(Bytes::from(vec![1; 1_500_000])).await.unwrap();
        other.write(Bytes::from(vec![2; 1_500_000])).await.unwrap();
    }
    other.finish().await.unwrap();
    assert!(read(&store, &path).await.unwrap().iter().all(|byte| *byte == 2));
    one.finish().await.unwrap();
    assert!(read(&store, &path).await.unwrap().iter().all(|byte| *byte == 1));
}

#[tokio::test]
async fn a_killed_upload_is_swept_after_a_day() {
    let (folder, store) = folder();
    let path = StoredPath::original(file(5));
    store.put(&path, Bytes::from_static(b"whole")).await.unwrap();
    let stored = files_below(folder.path());
    // What a killed process leaves: the storage library writes beside the name.
    let left = format!("{}#1", stored[0]);
    fs::write(&left, b"hal").unwrap();
    assert_eq!(read(&store, &path).await.unwrap(), "whole");
    store.put(&path, Bytes::from_static(b"again")).await.unwrap();
    assert_eq!(read(&store, &path).await.unwrap(), "again", "what was left does not stand in the way");

    let changed = fs::metadata(&left).unwrap().modified().unwrap();
    let changed_ms = i64::try_from(changed.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis()).unwrap();
    let clock = ManualClock::new(TimestampMs(changed_ms + 3_600_000));
    assert_eq!(store.sweep(&clock).await.unwrap(), 0, "it may still be written");
    clock.advance(Duration::from_hours(24));
    assert_eq!(store.sweep(&clock).await.unwrap(), 1);
    assert_eq!(files_below(folder.path()), stored);
}

#[tokio::test]
async fn a_folder_that_cannot_be_is_said_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    let opened = FileStore::in_folder(&FolderConfig { path: file }, Arc::new(SequenceRandom::new(1)));
    assert!(matches!(opened, Err(OpenError::Folder(_))));
}

#[cfg(unix)]
#[tokio::test]
async fn the_folder_is_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, _store) = folder();
    let mode = fs::metadata(folder.path().join("made/when/missing")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn a_folder_that_went_away_fails_the_check() {
    let (folder, store) = folder();
    store.check().await.unwrap();
    fs::remove_dir_all(folder.path()).unwrap();
    fs::write(folder.path(), b"in the way").unwrap();
    assert!(matches!(store.check().await, Err(StorageError::Unavailable { .. })));
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_not_shown() {
    let bucket = Bucket::start().await;
    let mut config = bucket.config();
    config.secret_access_key = countersign_primitives::Secret::new("hunter2".into());
    let store = FileStore::in_bucket(&config, Arc::new(SequenceRandom::new(1))).unwrap();
    let error = store.check().await.unwrap_err();
    assert!(matches!(error, StorageError::Unavailable { .. }));
    assert!(!format!("{error:?} {config:?} {store:?}").contains("hunter2"));
    assert_eq!(bucket.names(), Vec::<String>::new());
}

#[tokio::test]
async fn a_bucket_that_stumbles_is_asked_again() {
    let bucket = Bucket::start().await;
    let store = FileStore::in_bucket(&bucket.config(), Arc::new(SequenceRandom::new(1))).unwrap();
    let path = StoredPath::original(file(6));
    bucket.refuse(2);
    store.put(&path, Bytes::from_static(b"kept")).await.unwrap();
    bucket.refuse(1);
    assert_eq!(read(&store, &path).await.unwrap(), "kept");
}

#[tokio::test]
async fn a_body_that_is_cut_does_not_pass_for_the_file() {
    let bucket = Bucket::start().await;
    let store = FileStore::in_bucket(&bucket.config(), Arc::new(SequenceRandom::new(1))).unwrap();
    let path = StoredPath::original(file(7));
    store.put(&path, noise(100_000)).await.unwrap();
    bucket.cut_bodies();
    let content = store.get(&path, None).await.unwrap().unwrap();
    let pieces: Vec<_> = content.into_stream().collect().await;
    assert!(pieces.last().unwrap().is_err());
}

#[tokio::test]
async fn a_file_that_shrinks_while_it_is_read_ends_in_an_error() {
    let (folder, store) = folder();
    let path = StoredPath::original(file(8));
    store.put(&path, noise(1_000_000)).await.unwrap();
    let mut pieces = Box::pin(store.get(&path, None).await.unwrap().unwrap().into_stream());
    pieces.next().await.unwrap().unwrap();
    fs::File::options().write(true).open(&files_below(folder.path())[0]).unwrap().set_len(300_000).unwrap();
    let rest: Vec<_> = pieces.collect().await;
    assert!(matches!(rest.last().unwrap(), Err(StorageError::CutShort)));
}

#[tokio::test]
async fn a_bucket_out_of_reach_is_an_error() {
    let bucket = Bucket::start().await;
    let mut config = bucket.config();
    // Nobody listens on the discard port.
    config.endpoint = Some("http://127.0.0.1:9".parse().unwrap());
    config.timeout = Duration::from_secs(2);
    let store = FileStore::in_bucket(&config, Arc::new(SequenceRandom::new(1))).unwrap();
    assert!(matches!(store.check().await, Err(StorageError::Unavailable { .. })));
}

#[tokio::test]
async fn settings_that_make_no_sense_are_refused() {
    let good = Bucket::start().await.config();
    let random = || -> Arc<dyn Random> { Arc::new(SequenceRandom::new(1)) };
    let settings = |change: &dyn Fn(&mut countersign_server_files::storage::BucketConfig)| {
        let mut config = good.clone();
        change(&mut config);
        FileStore::in_bucket(&config, random())
    };
    assert!(settings(&|_| ()).is_ok());
    assert!(matches!(settings(&|c| c.bucket = String::new()), Err(OpenError::Settings(_))));
    assert!(matches!(settings(&|c| c.access_key_id = String::new()), Err(OpenError::Settings(_))));
    assert!(matches!(settings(&|c| c.prefix = "../up".into()), Err(OpenError::Settings(_))));
    assert!(matches!(settings(&|c| c.allow_plain_http = false), Err(OpenError::Settings(_))));
    assert!(matches!(settings(&|c| c.endpoint = Some("ftp://x/".parse().unwrap())), Err(OpenError::Settings(_))));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_of_any_size_make_the_same_file(sizes in prop::collection::vec(0..700_000_usize, 0..8)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (_folder, store) = folder();
            let path = StoredPath::original(file(9));
            let whole = noise(sizes.iter().sum());
            let mut rest = whole.clone();
            let mut upload = store.begin(&path, MANY);
            for size in sizes {
                upload.write(rest.split_to(size)).await.unwrap();
            }
            upload.finish().await.unwrap();
            assert_eq!(read(&store, &path).await.unwrap(), whole);
        });
    }
}
