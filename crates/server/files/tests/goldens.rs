//! The same as the recordings of Mattermost 11.6, as far as files and pictures go.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod fixtures;

use std::{convert::Infallible, fs, io::Cursor, num::NonZeroUsize, path::Path, sync::Arc};

use bytes::Bytes;
use futures_util::stream;
use image::{DynamicImage, GenericImageView, GrayImage, ImageFormat, RgbImage};
use serde_json::{Value, json};
use tempfile::TempDir;

use countersign_primitives::{ChannelId, FileId, SequenceRandom, TimestampMs, UserId};
use countersign_server_files::{
    avatar::{initials_picture, square_picture},
    emoji::{EmojiLimits, make_emoji},
    intake::{Intake, IntakeConfig, Received},
    picture::{PictureError, PictureFormat, PictureLimits},
    serving::{RangeAnswer, SECURITY_POLICY, headers, resolve_range},
    storage::{FileStore, FolderConfig, StoredPath},
    workers::{Workers, WorkersConfig},
};
use countersign_wire_api::FileInfo;

fn recording(flow: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../../tests/golden/server-api/{flow}.jsonl"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn step(flow: &[Value], number: u64) -> &Value {
    flow.iter().find(|line| line["step"] == number).expect("the step was recorded")
}

fn png(width: u32, height: u32) -> Bytes {
    // Opaque, with something to see.
    let image = RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]));
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(image).write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner().into()
}

fn gif(width: u32, height: u32) -> Bytes {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(GrayImage::new(width, height)).to_rgb8().write_to(&mut file, ImageFormat::Gif).unwrap();
    file.into_inner().into()
}

fn intake() -> (TempDir, FileStore, Intake) {
    let folder = tempfile::tempdir().unwrap();
    let config = FolderConfig { path: folder.path().into() };
    let store = FileStore::in_folder(&config, Arc::new(SequenceRandom::new(1))).unwrap();
    let workers = Workers::new(&WorkersConfig {
        parallel: NonZeroUsize::MIN,
        queue: 4,
        memory_bytes: WorkersConfig::default().memory_bytes,
    });
    (folder, store.clone(), Intake::new(store, workers, IntakeConfig::default()))
}

async fn receive(intake: &Intake, id: FileId, name: &str, bytes: Bytes) -> Received {
    let pieces: Vec<Result<Bytes, Infallible>> =
        bytes.chunks(1_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    intake.receive(id, name, stream::iter(pieces)).await.unwrap()
}

/// As the server will answer it, with what differs from run to run taken over from the recording.
fn as_recorded(received: &Received, recorded: &Value) -> Value {
    let random = SequenceRandom::new(1);
    let picture = received.picture.as_ref();
    let info = FileInfo {
        id: FileId::generate(&random),
        user_id: UserId::generate(&random),
        post_id: None,
        channel_id: Some(ChannelId::generate(&random)),
        create_at: TimestampMs(1),
        update_at: TimestampMs(1),
        delete_at: TimestampMs(0),
        name: received.name.clone(),
        extension: received.extension.clone(),
        size: i64::try_from(received.size).unwrap(),
        mime_type: received.media_type.clone(),
        width: picture.map_or(0, |picture| i32::try_from(picture.width).unwrap()),
        height: picture.map_or(0, |picture| i32::try_from(picture.height).unwrap()),
        has_preview_image: picture.is_some_and(|picture| picture.has_preview_image),
        mini_preview: picture.map(|picture| picture.mini_preview.clone()),
        remote_id: Some(String::new()),
        archived: false,
    };
    let mut value = serde_json::to_value(info).unwrap();
    for masked in ["id", "user_id", "channel_id", "create_at", "update_at"] {
        value[masked] = recorded[masked].clone();
    }
    if value["mini_preview"].is_string() && recorded["mini_preview"].is_string() {
        value["mini_preview"] = recorded["mini_preview"].clone();
    }
    value
}

#[tokio::test]
async fn uploads_are_described_as_recorded() {
    let flow = recording("files");
    let (_folder, _store, intake) = intake();
    let texts = [("alpha text", 2, 0), ("raw bytes", 3, 0)];
    for (text, number, place) in texts {
        let recorded = &step(&flow, number)["response"]["body"]["file_infos"][place];
        let id = FileId::generate(&SequenceRandom::new(number));
        let received = receive(&intake, id, recorded["name"].as_str().unwrap(), Bytes::from(text)).await;
        assert_eq!(as_recorded(&received, recorded), *recorded);
    }
    for (bytes, number, place) in [(png(400, 300), 1, 0), (gif(20, 20), 2, 1), (png(2500, 1800), 4, 0)] {
        let mut recorded = step(&flow, number)["response"]["body"]["file_infos"][place].clone();
        recorded["size"] = json!(bytes.len());
        let id = FileId::generate(&SequenceRandom::new(number + place as u64 + 9));
        let received = receive(&intake, id, recorded["name"].as_str().unwrap(), bytes).await;
        assert_eq!(as_recorded(&received, &recorded), recorded);
    }
}

#[tokio::test]
async fn renditions_are_of_the_recorded_kind_and_size() {
    let flow = recording("files");
    let (_folder, store, intake) = intake();
    let id = FileId::generate(&SequenceRandom::new(2));
    let received = receive(&intake, id, "one.png", png(400, 300)).await;
    for (number, path, size) in [(9, StoredPath::thumbnail(id), (120, 90)), (10, StoredPath::preview(id), (400, 300))] {
        let bytes = store.get(&path, None).await.unwrap().unwrap().into_bytes(1 << 20).await.unwrap();
        let magic = step(&flow, number)["response"]["magic"].as_str().unwrap();
        assert_eq!(hex::encode(&bytes[..8]), magic, "step {number}");
        assert_eq!(image::load_from_memory(&bytes).unwrap().dimensions(), size);
    }
    let mini =
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, received.picture.unwrap().mini_preview);
    let mini = mini.unwrap();
    assert_eq!(PictureFormat::sniff(&mini), Some(PictureFormat::Jpeg));
    assert_eq!(image::load_from_memory(&mini).unwrap().dimensions(), (16, 16));
    // The recorded ones are of 597 and 600 bytes.
    assert!((400..900).contains(&mini.len()), "{} bytes", mini.len());
}

#[test]
fn downloads_carry_the_recorded_headers() {
    let mut compared = 0;
    for line in recording("files") {
        let (request, response) = (&line["request"], &line["response"]);
        let Some(recorded) = response["headers"].get("Content-Disposition") else { continue };
        let recorded = recorded.as_str().unwrap();
        let quoted = recorded.split('"').nth(1).unwrap();
        let name = quoted.replace("%20", " ");
        let media_type = if name == "one.png" { "image/png" } else { "text/plain; charset=utf-8" };
        let force = request["path"].as_str().unwrap().ends_with("download=1");
        let made = headers(&name, media_type, force);
        assert_eq!(made.content_disposition, recorded);
        let path = request["path"].as_str().unwrap();
        if !path.ends_with("/thumbnail") && !path.ends_with("/preview") {
            assert_eq!(made.content_type, response["headers"]["Content-Type"]);
        }
        assert_eq!(SECURITY_POLICY, response["headers"]["Content-Security-Policy"]);
        if let Some(range) = request["headers"].get("Range") {
            let answer = resolve_range(range.as_str(), 10);
            assert_eq!(answer, RangeAnswer::Part(0..5));
            assert_eq!(answer.content_range(10).as_deref(), response["headers"]["Content-Range"].as_str());
        }
        compared += 1;
    }
    assert!(compared >= 10, "only {compared} downloads were recorded");
}

#[test]
fn profile_pictures_are_of_the_recorded_kind() {
    let flow = recording("profile-image");
    let user = UserId::generate(&SequenceRandom::new(3));
    let generated = initials_picture(user, &["imann"]);
    let uploaded = square_picture(&png(300, 200), &PictureLimits::default()).unwrap();
    for (number, made) in [(1, generated), (4, uploaded)] {
        assert_eq!(hex::encode(&made[..8]), step(&flow, number)["response"]["magic"].as_str().unwrap());
        assert_eq!(image::load_from_memory(&made).unwrap().dimensions(), (128, 128));
    }
    // Twelve bytes that are no picture: the recording answers 400.
    assert_eq!(square_picture(b"not an image", &PictureLimits::default()), Err(PictureError::NotAPicture));
    assert_eq!(step(&flow, 7)["response"]["status"], 400);
}

#[test]
fn a_small_emoji_stays_as_it_is() {
    let flow = recording("emoji");
    let upload = gif(20, 20);
    let made = make_emoji(&upload, &EmojiLimits::default()).unwrap();
    assert_eq!(made.bytes, upload);
    assert_eq!(made.format.media_type(), step(&flow, 11)["response"]["headers"]["Content-Type"]);
    // The recorded upload was of 67 bytes, and so was what came back.
    assert_eq!(step(&flow, 11)["response"]["body_bytes"], 67);
}
