//! The journal of late verdicts: cursors, restarts, cuts.

#![allow(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

use std::{fs, path::Path, sync::Arc, time::Duration};

use countersign_primitives::{SequenceRandom, TimestampMs};
use countersign_push_outbox::{VerdictEntry, VerdictLog};
use countersign_wire_push::{LateVerdict, PushStatus};
use tempfile::tempdir;

const NOW: TimestampMs = TimestampMs(1_700_000_000_000);

fn open(folder: &Path, seed: u64) -> VerdictLog {
    VerdictLog::open(folder, &SequenceRandom::new(seed)).unwrap()
}

fn entry(server: &str, number: u64) -> VerdictEntry {
    VerdictEntry {
        server_id: server.to_owned(),
        verdict: LateVerdict {
            ack_id: format!("ack{number}"),
            platform: "apple_rn-v2".to_owned(),
            device_id: format!("{number:064x}"),
            status: PushStatus::Remove,
            reason: "gone".to_owned(),
            at: NOW,
        },
    }
}

fn acks(log: &VerdictLog, server: &str, after: &str, most: usize) -> (Vec<String>, String, bool) {
    let page = log.read(server, after, most, NOW);
    (page.verdicts.into_iter().map(|verdict| verdict.ack_id).collect(), page.next, page.more)
}

#[tokio::test]
async fn each_server_is_told_its_own_verdicts_once_in_pages() {
    let log = VerdictLog::in_memory(&SequenceRandom::new(1));
    for (server, number) in [("a", 1), ("b", 2), ("a", 3), ("a", 4)] {
        log.append(entry(server, number)).await.unwrap();
    }
    let (first, next, more) = acks(&log, "a", "", 2);
    assert_eq!((first, more), (vec!["ack1".to_owned(), "ack3".to_owned()], true));
    let (second, next, more) = acks(&log, "a", &next, 2);
    assert_eq!((second, more), (vec!["ack4".to_owned()], false));
    assert_eq!(acks(&log, "a", &next, 2).0, Vec::<String>::new());
    log.append(entry("a", 5)).await.unwrap();
    assert_eq!(acks(&log, "a", &next, 2).0, ["ack5"]);
    assert_eq!(acks(&log, "b", "", 10).0, ["ack2"]);
}

#[tokio::test]
async fn verdicts_and_cursors_survive_the_end_of_the_process() {
    let folder = tempdir().unwrap();
    let log = open(folder.path(), 1);
    log.append(entry("a", 1)).await.unwrap();
    let (_, next, _) = acks(&log, "a", "", 10);
    log.append(entry("a", 2)).await.unwrap();
    drop(log);
    let log = open(folder.path(), 2);
    assert_eq!(acks(&log, "a", &next, 10).0, ["ack2"]);
    log.append(entry("a", 3)).await.unwrap();
    assert_eq!(acks(&log, "a", &next, 10).0, ["ack2", "ack3"]);
    assert_eq!(log.entries().len(), 3);
}

#[tokio::test]
async fn a_cursor_of_another_journal_starts_from_the_beginning() {
    let old = VerdictLog::in_memory(&SequenceRandom::new(1));
    for number in 0..5 {
        old.append(entry("a", number)).await.unwrap();
    }
    let (_, cursor, _) = acks(&old, "a", "", 10);
    let log = VerdictLog::in_memory(&SequenceRandom::new(2));
    log.append(entry("a", 9)).await.unwrap();
    for odd in [cursor.as_str(), "", "rubbish", "-", "ffffffffffffffffff-1"] {
        assert_eq!(acks(&log, "a", odd, 10).0, ["ack9"], "{odd}");
    }
}

#[tokio::test]
async fn a_journal_cut_at_any_byte_gives_all_whole_verdicts_and_goes_on() {
    let folder = tempdir().unwrap();
    let log = open(folder.path(), 1);
    for number in 0..3 {
        log.append(entry("a", number)).await.unwrap();
    }
    drop(log);
    let path = folder.path().join("verdicts.journal");
    let bytes = fs::read(&path).unwrap();
    let mut last = 0;
    for cut in (0..=bytes.len()).step_by(13).chain([bytes.len()]) {
        fs::write(&path, &bytes[..cut]).unwrap();
        let log = open(folder.path(), 7);
        let count = log.entries().len();
        assert!(count >= last, "{count} after {last} at {cut}");
        last = count;
        log.append(entry("b", 100)).await.unwrap();
        drop(log);
        assert_eq!(open(folder.path(), 7).entries().len(), count + 1, "{cut}");
    }
    assert_eq!(last, 3);
}

#[tokio::test]
async fn a_verdict_is_kept_for_a_week() {
    let log = VerdictLog::in_memory(&SequenceRandom::new(1));
    log.append(entry("a", 1)).await.unwrap();
    let day = Duration::from_hours(24);
    assert_eq!(log.read("a", "", 10, NOW + day * 6).verdicts.len(), 1);
    assert_eq!(log.read("a", "", 10, NOW + day * 8).verdicts.len(), 0);
}

#[tokio::test]
async fn many_at_once_are_all_kept() {
    let folder = tempdir().unwrap();
    let log = Arc::new(open(folder.path(), 1));
    let tasks: Vec<_> = (0..200)
        .map(|number| {
            let log = Arc::clone(&log);
            tokio::spawn(async move { log.append(entry("a", number)).await.unwrap() })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    drop(log);
    assert_eq!(open(folder.path(), 1).entries().len(), 200);
}
