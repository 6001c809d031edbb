//! Which other nodes there are, and whether anything of theirs is missing. Values only.

use std::{collections::HashMap, time::Duration};

/// A node that says nothing for so long is gone. Nodes give a sign of life every second.
pub(crate) const SILENCE: Duration = Duration::from_secs(5);
/// After this time it does not come back under its name.
const FORGOTTEN: Duration = Duration::from_hours(1);

/// The other nodes.
#[derive(Debug, Default)]
pub(crate) struct Roll {
    nodes: HashMap<String, Node>,
}

#[derive(Debug)]
struct Node {
    /// Number of the last message.
    last: u64,
    heard_at: Duration,
    is_silent: bool,
}

/// What a message of another node shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    /// Others before it are missing.
    pub(crate) gap: bool,
    /// It came before.
    pub(crate) again: bool,
    /// The node was not there before, or silent.
    pub(crate) is_new: bool,
}

impl Roll {
    /// Notes a message.
    pub(crate) fn message(&mut self, node: &str, number: u64, at: Duration) -> Heard {
        self.note(node, number, number.saturating_sub(1), at)
    }

    /// Notes a sign of life, which says how many messages there were.
    pub(crate) fn sign_of_life(&mut self, node: &str, number: u64, at: Duration) -> Heard {
        self.note(node, number, number, at)
    }

    /// `before` is the last number that must have come already.
    fn note(&mut self, node: &str, number: u64, before: u64, at: Duration) -> Heard {
        let Some(known) = self.nodes.get_mut(node) else {
            self.nodes.insert(node.to_owned(), Node { last: number, heard_at: at, is_silent: false });
            return Heard { is_new: true, ..Heard::default() };
        };
        let heard = Heard { gap: known.last < before, again: known.last > before, is_new: known.is_silent };
        known.last = known.last.max(number);
        (known.heard_at, known.is_silent) = (at, false);
        heard
    }

    /// A node said farewell. Whether something of it is missing.
    pub(crate) fn farewell(&mut self, node: &str, number: u64) -> bool {
        self.nodes.remove(node).is_some_and(|known| known.last + 1 < number)
    }

    /// The nodes that have been silent for too long since the last time this was asked.
    pub(crate) fn fallen_silent(&mut self, now: Duration) -> Vec<String> {
        self.nodes.retain(|_, node| now.saturating_sub(node.heard_at) < FORGOTTEN);
        let mut silent = Vec::new();
        for (name, node) in &mut self.nodes {
            if !node.is_silent && now.saturating_sub(node.heard_at) > SILENCE {
                node.is_silent = true;
                silent.push(name.clone());
            }
        }
        silent
    }

    /// How many other nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.values().filter(|node| !node.is_silent).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(100);
    const NEXT: Heard = Heard { gap: false, again: false, is_new: false };
    const NEW: Heard = Heard { is_new: true, ..NEXT };
    const AFTER_GAP: Heard = Heard { gap: true, ..NEXT };
    const AGAIN: Heard = Heard { again: true, ..NEXT };

    #[test]
    fn gaps_show_at_the_next_message_and_at_the_next_sign_of_life() {
        let mut roll = Roll::default();
        assert_eq!(roll.message("a", 5, NOW), NEW);
        assert_eq!(roll.message("a", 6, NOW), NEXT);
        assert_eq!(roll.message("a", 8, NOW), AFTER_GAP);
        assert_eq!(roll.sign_of_life("a", 8, NOW), NEXT);
        assert_eq!(roll.sign_of_life("a", 9, NOW), AFTER_GAP);
        assert_eq!(roll.message("a", 9, NOW), AGAIN);
        assert_eq!(roll.message("a", 10, NOW), NEXT);
        assert_eq!(roll.message("b", 1, NOW), NEW);
        assert_eq!(roll.len(), 2);
    }

    #[test]
    fn a_node_that_was_cut_off_is_known_by_what_it_said_last() {
        let mut roll = Roll::default();
        roll.message("a", 1, NOW);
        let late = NOW + SILENCE * 2;
        assert_eq!(roll.fallen_silent(late), ["a"]);
        assert!(roll.fallen_silent(late).is_empty());
        assert_eq!(roll.sign_of_life("a", 3, late), Heard { gap: true, is_new: true, again: false });
        assert!(roll.fallen_silent(late + FORGOTTEN).is_empty());
        assert_eq!(roll.sign_of_life("a", 9, late + FORGOTTEN), NEW);
    }

    #[test]
    fn a_farewell_is_no_silence() {
        let mut roll = Roll::default();
        roll.message("a", 1, NOW);
        assert!(!roll.farewell("a", 2));
        assert!(roll.fallen_silent(NOW + SILENCE * 2).is_empty());
        roll.message("b", 1, NOW);
        assert!(roll.farewell("b", 4));
        assert!(!roll.farewell("unknown", 4));
    }
}
