//! From a stream of bytes to a stored file.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod fixtures;

use std::{
    fs, io,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{Arc, Barrier},
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, poll, stream};
use tempfile::TempDir;
use tokio::task;

use countersign_primitives::{FileId, SequenceRandom};
use countersign_server_files::{
    file_name::FileNameError,
    intake::{Intake, IntakeConfig, IntakeError, Received},
    picture::PictureLimits,
    storage::{FileStore, FolderConfig, StorageError, StoredPath},
    workers::{Workers, WorkersConfig},
};

struct Scene {
    folder: TempDir,
    store: FileStore,
    workers: Workers,
    intake: Intake,
}

fn scene(limits: PictureLimits, memory_bytes: usize) -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let config = FolderConfig { path: folder.path().into() };
    let store = FileStore::in_folder(&config, Arc::new(SequenceRandom::new(1))).unwrap();
    let workers = Workers::new(&WorkersConfig { parallel: NonZeroUsize::MIN, queue: 1, memory_bytes: 1 << 30 });
    let intake = Intake::new(store.clone(), workers.clone(), IntakeConfig { limits, memory_bytes });
    Scene { folder, store, workers, intake }
}

fn usual() -> Scene {
    scene(PictureLimits { max_bytes: 1_000_000, max_pixels: 100_000 }, 4_000_000)
}

fn file(seed: u64) -> FileId {
    FileId::generate(&SequenceRandom::new(seed))
}

/// The bytes in pieces of `size`.
fn pieces(bytes: &[u8], size: usize) -> impl Stream<Item = io::Result<Bytes>> + Unpin + use<> {
    let pieces: Vec<_> = bytes.chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    stream::iter(pieces)
}

async fn take(scene: &Scene, seed: u64, name: &str, bytes: &[u8]) -> Result<Received, IntakeError<io::Error>> {
    scene.intake.receive(file(seed), name, pieces(bytes, 500)).await
}

async fn stored(scene: &Scene, path: StoredPath) -> Option<Bytes> {
    match scene.store.get(&path, None).await.unwrap() {
        Some(content) => Some(content.into_bytes(1 << 30).await.unwrap()),
        None => None,
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Waits until nothing is stored: what was written aside is removed in the background.
async fn soon_empty(scene: &Scene) {
    let wait = async {
        while !files_below(scene.folder.path()).is_empty() {
            task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(std::time::Duration::from_secs(20), wait).await;
    waited.unwrap_or_else(|_| panic!("left: {:?}", files_below(scene.folder.path())));
}

#[tokio::test]
async fn a_picture_is_stored_without_what_it_says() {
    let scene = usual();
    let upload = fixtures::picture("turned-6.jpg");
    let received = take(&scene, 1, "Holiday.JPG", &upload).await.unwrap();
    assert_eq!((received.extension.as_str(), received.media_type.as_str()), ("jpg", "image/jpeg"));
    let picture = received.picture.unwrap();
    assert_eq!((picture.width, picture.height, picture.has_preview_image), (64, 96, true));
    let original = stored(&scene, StoredPath::original(file(1))).await.unwrap();
    assert_eq!(original.len() as u64, received.size);
    assert!(!original.windows(6).any(|window| window == b"Secret" || window == b"Exif\0\0"));
    assert!(stored(&scene, StoredPath::thumbnail(file(1))).await.is_some());
    assert!(stored(&scene, StoredPath::preview(file(1))).await.is_some());

    scene.intake.delete(file(1)).await.unwrap();
    scene.intake.delete(file(1)).await.unwrap();
    assert_eq!(files_below(scene.folder.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn the_size_of_pieces_does_not_matter() {
    let scene = usual();
    for (name, upload) in [("a.png", fixtures::picture("metadata.png")), ("a.txt", b"words and words".to_vec())] {
        let mut seen = Vec::new();
        for (seed, size) in [(1, 1), (2, 15), (3, 17), (4, 1_000_000)] {
            let received = scene.intake.receive(file(seed), name, pieces(&upload, size)).await.unwrap();
            seen.push((received, stored(&scene, StoredPath::original(file(seed))).await));
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{name}");
    }
}

#[tokio::test]
async fn other_files_are_stored_as_they_are() {
    let scene = usual();
    let jpeg = fixtures::picture("turned-6.jpg");
    // A name says what a file is for: a picture inside something else is not ours to change.
    for (seed, name, bytes) in [
        (1, "notes.txt", b"alpha text".as_slice()),
        (2, "evidence.pdf", &jpeg),
        (3, "drawing.svg", b"<svg/>"),
        (4, "broken.png", b"\x89PNG\r\n\x1a\nbut nothing more"),
        (5, "empty.bin", b""),
        (6, "false.jpg", b"no picture at all"),
    ] {
        let received = take(&scene, seed, name, bytes).await.unwrap();
        assert_eq!((received.size, received.picture), (bytes.len() as u64, None), "{name}");
        assert_eq!(stored(&scene, StoredPath::original(file(seed))).await.unwrap(), bytes, "{name}");
        assert_eq!(stored(&scene, StoredPath::preview(file(seed))).await, None, "{name}");
    }
}

#[tokio::test]
async fn a_picture_without_a_telling_name_is_a_picture() {
    let scene = usual();
    let received = take(&scene, 1, "IMG_0001", &fixtures::picture("turned-1.jpg")).await.unwrap();
    assert_eq!((received.extension.as_str(), received.media_type.as_str()), ("", "image/jpeg"));
    assert!(received.picture.is_some());
}

#[tokio::test]
async fn too_large_leaves_nothing() {
    let scene = usual();
    let mut picture = fixtures::picture("plain.png");
    picture.resize(1_000_001, 0);
    for (name, bytes) in [("a.png", picture.as_slice()), ("a.bin", &vec![0; 1_000_001])] {
        let refused = take(&scene, 1, name, bytes).await;
        assert!(matches!(refused, Err(IntakeError::TooLarge { max_bytes: 1_000_000 })), "{name}: {refused:?}");
        soon_empty(&scene).await;
    }
    picture.truncate(1_000_000);
    assert!(take(&scene, 1, "a.png", &picture).await.is_ok());
    assert!(take(&scene, 2, "a.bin", &vec![0; 1_000_000]).await.is_ok());
}

#[tokio::test]
async fn too_many_pixels_leave_nothing() {
    let scene = usual();
    let refused = take(&scene, 1, "bomb.png", &fixtures::picture("bomb.png")).await;
    assert!(matches!(
        refused,
        Err(IntakeError::TooManyPixels { width: 100_000, height: 100_000, max_pixels: 100_000 })
    ));
    assert_eq!(files_below(scene.folder.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let scene = usual();
    for (name, bytes) in [("a.jpg", fixtures::picture("420.jpg")), ("a.txt", vec![b'a'; 900_000])] {
        let broken = pieces(&bytes, 200).chain(stream::iter([Err(io::Error::other("gone"))]));
        let refused = scene.intake.receive(file(1), name, broken).await;
        assert!(matches!(refused, Err(IntakeError::Source(_))), "{name}");
        soon_empty(&scene).await;
    }
}

#[tokio::test]
async fn an_upload_somebody_drops_leaves_nothing() {
    let scene = usual();
    let start = pieces(&vec![b'a'; 900_000], 300_000).chain(stream::pending());
    let mut receiving = Box::pin(scene.intake.receive(file(1), "a.txt", start));
    assert!(poll!(&mut receiving).is_pending());
    drop(receiving);
    soon_empty(&scene).await;
}

#[tokio::test]
async fn names_that_are_none_are_refused_before_anything_is_read() {
    let scene = usual();
    let never = stream::pending::<io::Result<Bytes>>();
    let refused = scene.intake.receive(file(1), "a\0b.txt", never).await;
    assert!(matches!(refused, Err(IntakeError::Name(FileNameError::ControlCharacter))));
}

#[tokio::test]
async fn memory_for_pictures_is_bounded() {
    let scene = scene(PictureLimits { max_bytes: 1_000_000, max_pixels: 100_000 }, 0);
    let mut heavy = fixtures::picture("plain.png");
    heavy.resize(900_000, 0);
    let start = pieces(&heavy, 100_000).chain(stream::pending());
    let mut first = Box::pin(scene.intake.receive(file(1), "a.png", start));
    assert!(poll!(&mut first).is_pending());
    assert!(matches!(take(&scene, 2, "b.png", &heavy).await, Err(IntakeError::Busy)));
    assert!(take(&scene, 3, "b.txt", &heavy).await.is_ok(), "other files pass");
    drop(first);
    assert!(take(&scene, 2, "b.png", &heavy).await.is_ok(), "memory came back");
}

#[tokio::test]
async fn pictures_beyond_the_queue_are_refused() {
    let scene = usual();
    let gate = Arc::new(Barrier::new(2));
    let held = Arc::clone(&gate);
    let mut running = Box::pin(scene.workers.run(0, move || held.wait().is_leader()));
    let mut waiting = Box::pin(scene.workers.run(0, || ()));
    assert!(poll!(&mut running).is_pending() && poll!(&mut waiting).is_pending());
    let refused = take(&scene, 1, "a.jpg", &fixtures::picture("420.jpg")).await;
    assert!(matches!(refused, Err(IntakeError::Busy)));
    assert!(take(&scene, 2, "a.txt", b"text").await.is_ok(), "other files pass");
    task::spawn_blocking(move || gate.wait()).await.unwrap();
    running.await.unwrap();
    waiting.await.unwrap();
    assert!(take(&scene, 1, "a.jpg", &fixtures::picture("420.jpg")).await.is_ok());
}

#[tokio::test]
async fn storage_that_fails_is_said() {
    let scene = usual();
    fs::remove_dir_all(scene.folder.path()).unwrap();
    fs::write(scene.folder.path(), b"in the way").unwrap();
    for (name, bytes) in [("a.jpg", fixtures::picture("420.jpg")), ("a.txt", b"text".to_vec())] {
        let refused = take(&scene, 1, name, &bytes).await;
        assert!(matches!(refused, Err(IntakeError::Storage(StorageError::Unavailable { .. }))), "{name}");
    }
}
