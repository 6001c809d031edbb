use std::collections::{BTreeSet, HashMap, VecDeque};

use countersign_primitives::TimestampMs;

use crate::{CallerKey, PushId};

/// Callers that take turns, each with its oldest push.
#[derive(Debug, Default)]
pub(super) struct Turns {
    waiting: HashMap<CallerKey, BTreeSet<(TimestampMs, PushId)>>,
    /// Each caller with something waiting, once.
    order: VecDeque<CallerKey>,
}

impl Turns {
    pub(super) fn add(&mut self, caller: CallerKey, at: TimestampMs, id: PushId) {
        let pushes = self.waiting.entry(caller).or_default();
        if pushes.is_empty() {
            self.order.push_back(caller);
        }
        pushes.insert((at, id));
    }

    pub(super) fn remove(&mut self, caller: CallerKey, at: TimestampMs, id: PushId) {
        let Some(pushes) = self.waiting.get_mut(&caller) else { return };
        pushes.remove(&(at, id));
        if pushes.is_empty() {
            self.waiting.remove(&caller);
            self.order.retain(|other| *other != caller);
        }
    }

    pub(super) fn pop(&mut self) -> Option<PushId> {
        let caller = self.order.pop_front()?;
        let pushes = self.waiting.get_mut(&caller)?;
        let (_, id) = pushes.pop_first()?;
        if pushes.is_empty() {
            self.waiting.remove(&caller);
        } else {
            self.order.push_back(caller);
        }
        Some(id)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: u64) -> PushId {
        PushId::from_u128(u128::from(number))
    }

    #[test]
    fn a_caller_with_much_does_not_hold_up_another() {
        let mut turns = Turns::default();
        for number in 0..1000 {
            turns.add(CallerKey(1), TimestampMs(0), id(number));
        }
        turns.add(CallerKey(2), TimestampMs(99), id(5000));
        let first: Vec<_> = (0..2).filter_map(|_| turns.pop()).collect();
        assert!(first.contains(&id(5000)), "{first:?}");
    }

    proptest! {
        #[test]
        fn everything_comes_out_once_and_nobody_gets_two_turns(
            steps in proptest::collection::vec((0u64..4, 0u64..20, any::<bool>()), 1..200)
        ) {
            let mut turns = Turns::default();
            let mut inside = std::collections::BTreeSet::new();
            for (caller, number, add) in steps {
                let at = TimestampMs(i64::try_from(number).unwrap());
                let push = id(caller * 100 + number);
                if add {
                    turns.add(CallerKey(caller), at, push);
                    inside.insert((caller, push));
                } else {
                    turns.remove(CallerKey(caller), at, push);
                    inside.remove(&(caller, push));
                }
                let callers: std::collections::BTreeSet<_> = inside.iter().map(|(caller, _)| *caller).collect();
                prop_assert_eq!(turns.order.len(), callers.len());
                prop_assert_eq!(turns.is_empty(), inside.is_empty());
            }
            let mut out = 0;
            while turns.pop().is_some() {
                out += 1;
            }
            prop_assert_eq!(out, inside.len());
        }
    }
}
