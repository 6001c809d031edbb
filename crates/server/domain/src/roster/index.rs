use std::collections::{HashMap, HashSet};

use countersign_primitives::UserId;
use countersign_server_rules::notify_props::Level;

use crate::roster::RosterMember;

/// Who is found by what.
#[derive(Default)]
pub(super) struct Index {
    by_name: HashMap<String, UserId>,
    by_keyword: HashMap<String, Vec<UserId>>,
    multibyte: HashSet<UserId>,
    everything: HashSet<UserId>,
    all_threads: HashSet<UserId>,
}

impl Index {
    /// An index with room for so many members.
    pub(super) fn with_capacity(members: usize) -> Self {
        Self { by_name: HashMap::with_capacity(members), ..Self::default() }
    }

    pub(super) fn add(&mut self, user_id: UserId, member: &RosterMember) {
        self.by_name.insert(member.username.clone(), user_id);
        for keyword in keywords(member) {
            self.by_keyword.entry(keyword.to_owned()).or_default().push(user_id);
        }
        if keywords(member).any(|keyword| !keyword.is_ascii()) {
            self.multibyte.insert(user_id);
        }
        if member.user.push == Level::All || member.member.push == Level::All {
            self.everything.insert(user_id);
        }
        if member.member.auto_follow_threads {
            self.all_threads.insert(user_id);
        }
    }

    pub(super) fn remove(&mut self, user_id: UserId, member: &RosterMember) {
        if self.by_name.get(&member.username) == Some(&user_id) {
            self.by_name.remove(&member.username);
        }
        for keyword in keywords(member) {
            if let Some(users) = self.by_keyword.get_mut(keyword) {
                users.retain(|&user| user != user_id);
                if users.is_empty() {
                    self.by_keyword.remove(keyword);
                }
            }
        }
        self.multibyte.remove(&user_id);
        self.everything.remove(&user_id);
        self.all_threads.remove(&user_id);
    }

    pub(super) fn named(&self, username: &str) -> Option<UserId> {
        self.by_name.get(username).copied()
    }

    pub(super) fn answering_to(&self, keyword: &str) -> &[UserId] {
        self.by_keyword.get(keyword).map_or(&[], Vec::as_slice)
    }

    pub(super) fn with_multibyte_keywords(&self) -> impl Iterator<Item = UserId> {
        self.multibyte.iter().copied()
    }

    pub(super) fn wanting_everything(&self) -> impl Iterator<Item = UserId> {
        self.everything.iter().copied()
    }

    pub(super) fn following_all_threads(&self) -> impl Iterator<Item = UserId> {
        self.all_threads.iter().copied()
    }
}

/// What a member answers to beside the user name.
fn keywords(member: &RosterMember) -> impl Iterator<Item = &str> {
    let first_name = Some(member.first_name.as_str()).filter(|name| member.user.first_name && !name.is_empty());
    member.user.mention_keys.iter().map(String::as_str).chain(first_name)
}
