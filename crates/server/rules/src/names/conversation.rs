use countersign_primitives::UserId;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use crate::error::{RuleError, known};

const GROUP_SIZE: std::ops::RangeInclusive<usize> = 3..=8;

/// The name of the direct channel of two people, who may be one: both ids, the smaller first, with `__` between.
pub fn direct_channel_name(one: UserId, other: UserId) -> String {
    format!("{}__{}", one.min(other), one.max(other))
}

/// The two people of a direct channel, by its name; `None` when it is no such name.
pub fn direct_channel_users(name: &str) -> Option<(UserId, UserId)> {
    let (one, other) = name.split_once("__")?;
    Some((one.parse().ok()?, other.parse().ok()?))
}

/// The name of the group channel of these people: 40 hexadecimal digits, SHA-1 over the sorted ids. A name, not a
/// secret.
pub fn group_channel_name(members: &[UserId]) -> String {
    let mut ids: Vec<_> = members.iter().map(UserId::as_str).collect();
    ids.sort_unstable();
    hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, ids.concat().as_bytes()))
}

/// The display name of a group channel: the user names, sorted, with commas between.
pub fn group_display_name<'a>(usernames: impl IntoIterator<Item = &'a str>) -> String {
    let mut names: Vec<_> = usernames.into_iter().collect();
    names.sort_unstable();
    names.join(", ")
}

/// The members of a group channel that somebody asks for: the ids asked for and their own, each once, sorted.
///
/// # Errors
/// 400 unless they are 3 to 8.
pub fn group_members(asked: &[UserId], oneself: UserId) -> Result<Vec<UserId>, RuleError> {
    let mut members: Vec<_> = asked.iter().copied().chain([oneself]).collect();
    members.sort_unstable();
    members.dedup();
    if GROUP_SIZE.contains(&members.len()) { Ok(members) } else { Err(known::CHANNEL_CREATE_GROUP_BAD_SIZE) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(letter: char) -> UserId {
        letter.to_string().repeat(26).parse().unwrap()
    }

    #[test]
    fn direct_names_do_not_depend_on_the_side() {
        assert_eq!(direct_channel_name(user('b'), user('a')), direct_channel_name(user('a'), user('b')));
        let name = direct_channel_name(user('b'), user('a'));
        assert_eq!(direct_channel_users(&name), Some((user('a'), user('b'))));
        assert_eq!(direct_channel_users("town-square"), None);
    }

    #[test]
    fn group_names_are_the_digest_of_the_sorted_ids() {
        let members = [user('c'), user('a'), user('b')];
        let name = group_channel_name(&members);
        assert_eq!(name, group_channel_name(&[user('b'), user('c'), user('a')]));
        let joined = format!("{}{}{}", user('a'), user('b'), user('c'));
        assert_eq!(name, hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, joined.as_bytes())));
        assert_eq!(name.len(), 40);
    }

    #[test]
    fn groups_have_three_to_eight_members_and_oneself() {
        assert_eq!(group_members(&[user('b'), user('c')], user('a')).unwrap().len(), 3);
        assert!(group_members(&[user('b'), user('b'), user('a')], user('a')).is_err());
        let many: Vec<_> = ('b'..='i').map(user).collect();
        assert!(group_members(&many, user('a')).is_err());
    }
}
