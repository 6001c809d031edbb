//! Who is in a channel, arranged so that a post costs what the people it concerns cost, not what the channel is large.

mod index;

use std::{collections::HashMap, future::Future};

use parking_lot::{RwLock, RwLockReadGuard};

use countersign_primitives::{ChannelId, UserId};
use countersign_server_rules::notify_props::{MemberNotifyProps, UserNotifyProps};

use crate::model::RosterEntry;
use index::Index;

/// A channel's active members as notifications see them.
///
/// Kept in a cache and changed in place when a member changes; a look ([`Roster::read`]) is short and never waits for
/// anything.
pub struct Roster {
    channel_id: ChannelId,
    members: RwLock<Members>,
    refreshing: tokio::sync::Mutex<()>,
}

/// A look at a roster. Do not hold it while waiting.
pub struct RosterView<'a>(RwLockReadGuard<'a, Members>);

#[derive(Default)]
struct Members {
    by_id: HashMap<UserId, RosterMember>,
    index: Index,
}

/// A member as notifications see them.
#[derive(Clone, Debug)]
pub struct RosterMember {
    /// User name, lower case.
    pub username: String,
    /// Given name, as written.
    pub first_name: String,
    /// Whether the member is a bot.
    pub is_bot: bool,
    /// The user's notification settings.
    pub user: UserNotifyProps,
    /// The membership's notification settings.
    pub member: MemberNotifyProps,
}

impl Roster {
    /// The roster of these members.
    pub fn new(channel_id: ChannelId, entries: Vec<RosterEntry>) -> Self {
        let mut members =
            Members { by_id: HashMap::with_capacity(entries.len()), index: Index::with_capacity(entries.len()) };
        for entry in entries {
            members.put(entry);
        }
        Self { channel_id, members: RwLock::new(members), refreshing: tokio::sync::Mutex::default() }
    }

    /// Of which channel.
    pub fn channel_id(&self) -> ChannelId {
        self.channel_id
    }

    /// Puts what is true now about one user: a member, or none.
    pub fn set(&self, user_id: UserId, entry: Option<RosterEntry>) {
        let mut members = self.members.write();
        members.remove(user_id);
        if let Some(entry) = entry {
            members.put(entry);
        }
    }

    /// Puts what `read` reads about one user, one refresh after the other: the last one wins, and it has read last.
    ///
    /// # Errors
    /// Whatever `read` reports; nothing is changed then.
    pub async fn refresh<E>(
        &self,
        user_id: UserId,
        read: impl Future<Output = Result<Option<RosterEntry>, E>>,
    ) -> Result<(), E> {
        let _turn = self.refreshing.lock().await;
        self.set(user_id, read.await?);
        Ok(())
    }

    /// Looks at the members.
    pub fn read(&self) -> RosterView<'_> {
        RosterView(self.members.read())
    }
}

impl RosterView<'_> {
    /// How many active members there are.
    pub fn len(&self) -> usize {
        self.0.by_id.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.by_id.is_empty()
    }

    /// A member; `None` for others.
    pub fn get(&self, user_id: UserId) -> Option<&RosterMember> {
        self.0.by_id.get(&user_id)
    }

    /// Whether somebody is a member.
    pub fn contains(&self, user_id: UserId) -> bool {
        self.0.by_id.contains_key(&user_id)
    }

    /// All members.
    pub fn user_ids(&self) -> impl Iterator<Item = UserId> {
        self.0.by_id.keys().copied()
    }

    /// The member of this user name.
    pub fn named(&self, username: &str) -> Option<UserId> {
        self.0.index.named(username)
    }

    /// Members who answer to a keyword: one of their own words, or their given name as written.
    pub fn answering_to(&self, keyword: &str) -> &[UserId] {
        self.0.index.answering_to(keyword)
    }

    /// Members with keywords beyond ASCII, which can stand inside words.
    pub fn with_multibyte_keywords(&self) -> impl Iterator<Item = UserId> {
        self.0.index.with_multibyte_keywords()
    }

    /// Members who want every post pushed, here or everywhere.
    pub fn wanting_everything(&self) -> impl Iterator<Item = UserId> {
        self.0.index.wanting_everything()
    }

    /// Members who follow every thread of the channel.
    pub fn following_all_threads(&self) -> impl Iterator<Item = UserId> {
        self.0.index.following_all_threads()
    }
}

impl Members {
    fn put(&mut self, entry: RosterEntry) {
        let member = RosterMember {
            username: entry.username,
            first_name: entry.first_name,
            is_bot: entry.is_bot,
            user: entry.user_props,
            member: entry.member_props,
        };
        self.index.add(entry.user_id, &member);
        self.by_id.insert(entry.user_id, member);
    }

    fn remove(&mut self, user_id: UserId) {
        if let Some(member) = self.by_id.remove(&user_id) {
            self.index.remove(user_id, &member);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn id(letter: char) -> UserId {
        letter.to_string().repeat(26).parse().unwrap()
    }

    fn entry(letter: char, user_props: &[(&str, &str)]) -> RosterEntry {
        let props: BTreeMap<String, String> =
            user_props.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect();
        RosterEntry {
            user_id: id(letter),
            username: format!("user-{letter}"),
            first_name: "Ana".to_owned(),
            is_bot: false,
            user_props: UserNotifyProps::read(&props),
            member_props: MemberNotifyProps::default(),
        }
    }

    #[test]
    fn a_changed_member_answers_to_new_words_only() {
        let channel = "c".repeat(26).parse().unwrap();
        let roster = Roster::new(channel, vec![entry('a', &[("mention_keys", "pizza")]), entry('b', &[])]);
        assert_eq!(roster.read().answering_to("pizza"), [id('a')]);
        roster.set(id('a'), Some(entry('a', &[("mention_keys", "pasta"), ("push", "all")])));
        let view = roster.read();
        assert_eq!((view.answering_to("pizza"), view.answering_to("pasta")), ([].as_slice(), [id('a')].as_slice()));
        assert_eq!(view.wanting_everything().collect::<Vec<_>>(), [id('a')]);
        assert_eq!(view.named("user-b"), Some(id('b')));
    }

    #[test]
    fn who_left_is_found_by_nothing() {
        let channel = "c".repeat(26).parse().unwrap();
        let roster = Roster::new(channel, vec![entry('a', &[("first_name", "true"), ("push", "all")])]);
        assert_eq!(roster.read().answering_to("Ana"), [id('a')]);
        roster.set(id('a'), None);
        let view = roster.read();
        assert!(view.is_empty() && view.answering_to("Ana").is_empty() && view.named("user-a").is_none());
        assert_eq!(view.wanting_everything().count(), 0);
    }
}
