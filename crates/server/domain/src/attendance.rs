//! Who has an open socket, here and on other nodes.

use std::collections::{HashMap, HashSet};

use parking_lot::Mutex;

use countersign_primitives::UserId;

/// Who has an open socket, here and on other nodes.
#[derive(Default)]
pub(crate) struct Attendance {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    here: HashSet<UserId>,
    elsewhere: HashMap<String, HashSet<UserId>>,
}

impl State {
    fn is_elsewhere(&self, user_id: UserId) -> bool {
        self.elsewhere.values().any(|users| users.contains(&user_id))
    }
}

impl Attendance {
    /// A user has a socket here. Whether it is the first.
    pub(crate) fn came(&self, user_id: UserId) -> bool {
        self.state.lock().here.insert(user_id)
    }

    /// A user's last socket here is gone. Whether the user has one on another node.
    pub(crate) fn went(&self, user_id: UserId) -> bool {
        let mut state = self.state.lock();
        state.here.remove(&user_id);
        state.is_elsewhere(user_id)
    }

    /// Another node said who is there, or no longer.
    pub(crate) fn told(&self, node: &str, users: &[UserId], present: bool) {
        let mut state = self.state.lock();
        if present {
            state.elsewhere.entry(node.to_owned()).or_default().extend(users);
        } else if let Some(there) = state.elsewhere.get_mut(node) {
            there.retain(|user| !users.contains(user));
        }
    }

    /// Another node is no more: who is nowhere now.
    pub(crate) fn left(&self, node: &str) -> Vec<UserId> {
        let mut state = self.state.lock();
        let gone = state.elsewhere.remove(node).unwrap_or_default();
        gone.into_iter().filter(|user| !state.here.contains(user) && !state.is_elsewhere(*user)).collect()
    }

    /// What is known of other nodes may be wrong.
    pub(crate) fn forget_others(&self) {
        self.state.lock().elsewhere.clear();
    }

    /// Who has a socket here.
    pub(crate) fn here(&self) -> Vec<UserId> {
        self.state.lock().here.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_leaves_one_node_is_still_there_on_another() {
        let attendance = Attendance::default();
        let [ana, ben]: [UserId; 2] = ["a", "b"].map(|letter| letter.repeat(26).parse().unwrap());
        assert!(attendance.came(ana));
        assert!(!attendance.came(ana));
        attendance.told("two", &[ana, ben], true);
        assert!(attendance.went(ana));
        attendance.told("two", &[ana], false);
        attendance.came(ana);
        assert!(!attendance.went(ana));
        attendance.told("three", &[ben], true);
        assert!(attendance.left("two").is_empty());
        assert_eq!(attendance.left("three"), [ben]);
    }
}
