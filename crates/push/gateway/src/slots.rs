use std::{collections::HashMap, sync::Arc};

use countersign_dispatch::{CallerKey, Held, Push, has_share};
use parking_lot::Mutex;

/// How many pushes of one target may be under way while or after their callers wait: bounded in number and bytes, and
/// no caller can take them all. Who finds no place is written down and has its turn later.
#[derive(Debug)]
pub(crate) struct Slots {
    most: Held,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: Held,
    by_caller: HashMap<CallerKey, Held>,
}

/// A place, given back when dropped.
#[derive(Debug)]
pub(crate) struct Slot {
    slots: Arc<Slots>,
    caller: CallerKey,
    bytes: u64,
}

impl Slots {
    pub(crate) fn new(pushes: u64, bytes: u64) -> Arc<Self> {
        Arc::new(Self { most: Held { pushes, bytes }, taken: Mutex::default() })
    }

    /// A place for a push, if its caller may have one.
    pub(crate) fn take(self: &Arc<Self>, push: &Push) -> Option<Slot> {
        let (caller, bytes) = (push.caller(), push.weight());
        let mut taken = self.taken.lock();
        let held = taken.by_caller.get(&caller).copied().unwrap_or_default();
        let free_bytes = self.most.bytes.saturating_sub(taken.all.bytes);
        let has_room = bytes <= free_bytes
            && has_share(held.pushes, self.most.pushes.saturating_sub(taken.all.pushes))
            && has_share(held.bytes, free_bytes);
        if !has_room {
            return None;
        }
        taken.by_caller.insert(caller, Held { pushes: held.pushes + 1, bytes: held.bytes + bytes });
        taken.all.pushes += 1;
        taken.all.bytes += bytes;
        Some(Slot { slots: Arc::clone(self), caller, bytes })
    }

    /// How many places are taken.
    pub(crate) fn taken(&self) -> u64 {
        self.taken.lock().all.pushes
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = self.slots.taken.lock();
        taken.all.pushes -= 1;
        taken.all.bytes -= self.bytes;
        if let Some(held) = taken.by_caller.get_mut(&self.caller) {
            held.pushes -= 1;
            held.bytes -= self.bytes;
            if held.pushes == 0 {
                taken.by_caller.remove(&self.caller);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use countersign_primitives::{SequenceRandom, TimestampMs};
    use countersign_wire_push::PushMessage;

    use super::*;

    fn push(server: &str, text: usize) -> Push {
        let message = PushMessage { server_id: server.to_owned(), message: "x".repeat(text), ..PushMessage::default() };
        Push::new(message, TimestampMs(0), Duration::from_secs(1), &SequenceRandom::new(1))
    }

    #[test]
    fn one_caller_leaves_places_for_another_and_all_come_back() {
        let slots = Slots::new(90, 1 << 20);
        let greedy: Vec<_> = std::iter::from_fn(|| slots.take(&push("greedy", 0))).collect();
        assert!((75..85).contains(&greedy.len()), "{}", greedy.len());
        assert!(slots.take(&push("modest", 0)).is_some());
        drop(greedy);
        assert_eq!(slots.taken(), 0);
        assert!(slots.taken.lock().by_caller.is_empty());
        assert!(slots.take(&push("greedy", 0)).is_some());
    }

    #[test]
    fn bytes_are_bounded_as_well() {
        let slots = Slots::new(1000, 100_000);
        let held: Vec<_> = std::iter::from_fn(|| slots.take(&push("a", 10_000))).collect();
        assert!((8..10).contains(&held.len()), "{}", held.len());
    }
}
