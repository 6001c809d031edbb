//! The outbox in a folder: conformance, recovery from every cut, bounds, cleaning up.

#![allow(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

use std::{fs, future::Future, os::unix::fs::PermissionsExt, path::Path};

use countersign_dispatch::{Outbox, OutboxError, PushId, conformance, conformance::sample};
use countersign_primitives::{SequenceRandom, TimestampMs};
use countersign_push_outbox::{FileOutbox, OutboxLimits, VerdictLog};
use countersign_wire_push::PushType;
use proptest::prelude::*;
use tempfile::{TempDir, tempdir};

const LATER: TimestampMs = TimestampMs(1_800_000_000_000);

fn open(folder: &Path) -> FileOutbox {
    FileOutbox::open(folder, OutboxLimits::default()).unwrap().0
}

async fn append(outbox: &FileOutbox, number: u64) -> PushId {
    let push = sample("lane", number, PushType::Message);
    outbox.append(&push, false).await.unwrap();
    push.id
}

fn logs(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut logs: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "log"))
        .collect();
    logs.sort();
    logs
}

#[tokio::test]
async fn nobody_but_its_owner_reads_the_queue() {
    let parent = tempdir().unwrap();
    let folder = parent.path().join("queue");
    let outbox = open(&folder);
    append(&outbox, 1).await;
    VerdictLog::open(&folder, &SequenceRandom::new(1)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[tokio::test]
async fn the_outbox_conforms() {
    let folder = tempdir().unwrap();
    conformance::run(&open(folder.path())).await;
}

#[tokio::test]
async fn what_was_accepted_is_there_after_the_end_and_what_was_finished_is_not() {
    let folder = tempdir().unwrap();
    let outbox = open(folder.path());
    let mut ids = Vec::new();
    for number in 0..20 {
        ids.push(append(&outbox, number).await);
    }
    outbox.claim("lane", LATER, 5).await.unwrap();
    for id in &ids[..3] {
        outbox.finish(*id);
    }
    drop(outbox);
    let (outbox, recovery) = FileOutbox::open(folder.path(), OutboxLimits::default()).unwrap();
    assert_eq!((recovery.pushes, recovery.torn_bytes, recovery.lost_bytes), (17, 0, 0));
    let claimed = outbox.claim("lane", LATER, 100).await.unwrap();
    assert_eq!(claimed.iter().map(|claimed| claimed.push.id).collect::<Vec<_>>(), ids[3..]);
    assert_eq!(claimed[0].push, sample("lane", 3, PushType::Message));
}

#[tokio::test]
async fn a_push_accepted_again_after_its_end_is_there_again() {
    let folder = tempdir().unwrap();
    let outbox = open(folder.path());
    let id = append(&outbox, 1).await;
    outbox.finish(id);
    append(&outbox, 1).await;
    drop(outbox);
    assert_eq!(open(folder.path()).depth().pushes, 1);
}

/// A log of ten pushes of which two are finished, as bytes.
fn recorded() -> Vec<u8> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempdir().unwrap();
    runtime.block_on(async {
        let outbox = open(folder.path());
        for number in 0..10 {
            let id = append(&outbox, number).await;
            if number < 2 {
                outbox.finish(id);
            }
        }
    });
    fs::read(&logs(folder.path())[0]).unwrap()
}

fn reopened(bytes: &[u8]) -> (TempDir, FileOutbox, countersign_push_outbox::Recovery) {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("0000000000000001.log"), bytes).unwrap();
    let (outbox, recovery) = FileOutbox::open(folder.path(), OutboxLimits::default()).unwrap();
    (folder, outbox, recovery)
}

#[test]
fn a_log_cut_at_any_byte_gives_all_whole_records() {
    let bytes = recorded();
    let mut last = 0;
    for cut in (0..=bytes.len()).step_by(37).chain([bytes.len()]) {
        let (_folder, _outbox, recovery) = reopened(&bytes[..cut]);
        // Two ends make the number fall; apart from that it only rises with the cut.
        assert!(recovery.pushes + 1 >= last, "{} after {last} at {cut}", recovery.pushes);
        assert_eq!(recovery.lost_bytes, 0);
        last = recovery.pushes;
    }
    assert_eq!(last, 8);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn one_spoilt_byte_costs_one_record_at_most(place in 0usize..100_000, bit in 0u8..8) {
        let mut bytes = recorded();
        let place = place % bytes.len();
        bytes[place] ^= 1 << bit;
        let (_folder, _outbox, recovery) = reopened(&bytes);
        // A spoilt push is missing; a spoilt end brings its push back.
        prop_assert!((7..=9).contains(&recovery.pushes), "{}", recovery.pushes);
    }

    #[test]
    fn rubbish_at_the_end_is_passed_over(rubbish: Vec<u8>) {
        let mut bytes = recorded();
        bytes.extend(&rubbish);
        let (_folder, _outbox, recovery) = reopened(&bytes);
        prop_assert_eq!(recovery.pushes, 8);
    }
}

#[tokio::test]
async fn number_and_bytes_are_bounded() {
    let folder = tempdir().unwrap();
    let (outbox, _) = FileOutbox::open(folder.path(), OutboxLimits { pushes: 2, bytes: 1 << 20 }).unwrap();
    append(&outbox, 1).await;
    let second = append(&outbox, 2).await;
    let refused = outbox.append(&sample("lane", 3, PushType::Message), false).await;
    assert!(matches!(refused, Err(OutboxError::Full { .. })));
    outbox.finish(second);
    append(&outbox, 3).await;
    drop(outbox);
    let (outbox, _) = FileOutbox::open(folder.path(), OutboxLimits { pushes: 1000, bytes: 1000 }).unwrap();
    let refused = outbox.append(&sample("lane", 4, PushType::Message), false).await;
    assert!(matches!(refused, Err(OutboxError::Full { .. })));
}

#[tokio::test]
async fn files_whose_pushes_are_finished_are_deleted() {
    let folder = tempdir().unwrap();
    for round in 0..5 {
        let outbox = open(folder.path());
        let id = append(&outbox, round).await;
        outbox.finish(id);
    }
    let outbox = open(folder.path());
    append(&outbox, 99).await;
    drop(outbox);
    assert_eq!(logs(folder.path()).len(), 1, "{:?}", logs(folder.path()));
}

#[tokio::test]
async fn an_old_file_with_little_left_is_emptied() {
    let folder = tempdir().unwrap();
    let outbox = open(folder.path());
    let mut ids = Vec::new();
    for number in 0..40 {
        ids.push(append(&outbox, number).await);
    }
    for id in &ids[1..] {
        outbox.finish(*id);
    }
    drop(outbox);
    let outbox = open(folder.path());
    append(&outbox, 100).await;
    drop(outbox);
    assert_eq!(logs(folder.path()).len(), 1);
    let outbox = open(folder.path());
    let claimed = outbox.claim("lane", LATER, 10).await.unwrap();
    assert_eq!(claimed.len(), 2);
    assert_eq!(claimed[0].push.id, ids[0]);
}

#[tokio::test]
async fn a_folder_is_used_by_one_at_a_time() {
    let folder = tempdir().unwrap();
    let outbox = open(folder.path());
    let refused = FileOutbox::open(folder.path(), OutboxLimits::default()).unwrap_err();
    assert!(refused.to_string().contains("another process"), "{refused}");
    drop(outbox);
    open(folder.path());
}

#[tokio::test]
async fn a_push_whose_sender_went_away_while_it_was_written_is_there_for_others() {
    let folder = tempdir().unwrap();
    let outbox = open(folder.path());
    let push = sample("lane", 1, PushType::Message);
    {
        let append = std::pin::pin!(outbox.append(&push, true));
        let mut once = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(append.poll(&mut once).is_pending());
    }
    let claimed = tokio::time::timeout(std::time::Duration::from_secs(10), async {
        loop {
            let claimed = outbox.claim("lane", LATER, 10).await.unwrap();
            if !claimed.is_empty() {
                return claimed;
            }
            tokio::task::yield_now().await;
        }
    });
    assert_eq!(claimed.await.unwrap()[0].push, push);
}

#[tokio::test]
async fn many_callers_share_flushes() {
    let folder = tempdir().unwrap();
    let outbox = std::sync::Arc::new(open(folder.path()));
    let tasks: Vec<_> = (0..500)
        .map(|number| {
            let outbox = std::sync::Arc::clone(&outbox);
            tokio::spawn(async move { append(&outbox, number).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(outbox.depth().pushes, 500);
}

#[tokio::test]
async fn one_caller_cannot_fill_the_queue() {
    let folder = tempdir().unwrap();
    let (outbox, _) = FileOutbox::open(folder.path(), OutboxLimits { pushes: 90, bytes: 1 << 20 }).unwrap();
    let push = |server: &str, number: u64| {
        let mut message = countersign_wire_push::PushMessage::clone(&sample("lane", number, PushType::Message).message);
        server.clone_into(&mut message.server_id);
        let random = countersign_primitives::SequenceRandom::new(number);
        countersign_dispatch::Push::new(message, TimestampMs(0), std::time::Duration::from_hours(1), &random)
    };
    let mut greedy = 0;
    while outbox.append(&push("greedy", greedy), false).await.is_ok() {
        greedy += 1;
    }
    assert!((75..85).contains(&greedy), "{greedy}");
    for number in 1000..1005 {
        outbox.append(&push("modest", number), false).await.unwrap();
    }
}

#[tokio::test]
async fn what_gave_way_stays_away_after_the_end() {
    let folder = tempdir().unwrap();
    let badge = |number: u64| {
        let mut message = countersign_wire_push::PushMessage::clone(&sample("lane", 1, PushType::UpdateBadge).message);
        message.ack_id = format!("{number:026}");
        let random = countersign_primitives::SequenceRandom::new(number);
        let at = TimestampMs(i64::try_from(number).unwrap());
        countersign_dispatch::Push::new(message, at, std::time::Duration::from_hours(1), &random)
    };
    let outbox = open(folder.path());
    assert_eq!(outbox.append(&badge(1), false).await, Ok(None));
    assert_eq!(outbox.append(&badge(2), false).await, Ok(Some(badge(1).id)));
    drop(outbox);
    let outbox = open(folder.path());
    assert!(outbox.holds(badge(2).id) && !outbox.holds(badge(1).id));
    outbox.claim("lane", LATER, 1).await.unwrap();
    outbox.finish(badge(2).id);
    drop(outbox);
    assert_eq!(open(folder.path()).depth().pushes, 0);
}
