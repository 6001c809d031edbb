use std::collections::VecDeque;

use countersign_primitives::TimestampMs;
use countersign_wire_push::LateVerdict;

use super::Entry;

/// What is kept, in the order of its numbers.
#[derive(Debug, Default)]
pub(super) struct Told {
    entries: VecDeque<(u64, Entry)>,
    last: u64,
}

impl Told {
    /// The number of the next verdict. The first is 1.
    pub(super) fn next(&self) -> u64 {
        self.last + 1
    }

    pub(super) fn add(&mut self, number: u64, entry: Entry) {
        if number > self.last {
            self.last = number;
            self.entries.push_back((number, entry));
        }
    }

    pub(super) fn shorten(&mut self, most: usize) {
        let surplus = self.entries.len().saturating_sub(most);
        self.entries.drain(..surplus);
    }

    pub(super) fn forget_before(&mut self, limit: TimestampMs) {
        while self.entries.front().is_some_and(|(_, entry)| entry.verdict.at < limit) {
            self.entries.pop_front();
        }
    }

    pub(super) fn all(&self) -> Vec<(u64, Entry)> {
        self.entries.iter().cloned().collect()
    }

    /// Verdicts of one server after a number, the number to go on from, and whether there are more.
    pub(super) fn after(&self, seen: u64, server_id: &str, most: usize) -> (Vec<LateVerdict>, u64, bool) {
        let first = self.entries.partition_point(|(number, _)| *number <= seen);
        let mut verdicts = Vec::new();
        let mut last = seen;
        for (number, entry) in self.entries.range(first..) {
            if entry.server_id == server_id {
                if verdicts.len() == most {
                    return (verdicts, last, true);
                }
                verdicts.push(entry.verdict.clone());
            }
            last = *number;
        }
        (verdicts, last, false)
    }
}
