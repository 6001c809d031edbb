//! Names for people.

use countersign_mobile_store::{ChannelRow, ConversationKind, PersonRow, Reader, StoreError};
use countersign_primitives::UserId;

/// How the user wants names shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameFormat {
    Username,
    NicknameThenFullName,
    FullName,
}

impl NameFormat {
    /// The user's preference, else the server's default.
    pub(crate) fn read(store: &Reader) -> Result<Self, StoreError> {
        let chosen = store.preference("display_settings", "name_format")?;
        let chosen = match chosen {
            Some(chosen) => Some(chosen),
            None => store.client_config()?.remove("TeammateNameDisplay"),
        };
        Ok(match chosen.as_deref() {
            Some("nickname_full_name") => Self::NicknameThenFullName,
            Some("full_name") => Self::FullName,
            _ => Self::Username,
        })
    }

    /// A person's name.
    pub(crate) fn name(self, person: &PersonRow) -> String {
        let full = format!("{} {}", person.first_name, person.last_name).trim().to_owned();
        let candidates = match self {
            Self::Username => ["", ""],
            Self::NicknameThenFullName => [person.nickname.as_str(), full.as_str()],
            Self::FullName => [full.as_str(), ""],
        };
        candidates.into_iter().find(|name| !name.is_empty()).unwrap_or(&person.username).to_owned()
    }
}

/// The name of somebody who may not be known yet.
pub(crate) fn name_of(store: &Reader, format: NameFormat, user: UserId) -> Result<String, StoreError> {
    Ok(store.person(user)?.map_or_else(|| "Someone".to_owned(), |person| format.name(&person)))
}

/// The other one in a direct channel; oneself when one writes to oneself.
pub(crate) fn other_in(channel: &ChannelRow, me: UserId) -> Option<UserId> {
    if channel.kind != ConversationKind::Direct {
        return None;
    }
    let (one, other) = channel.name.split_once("__")?;
    let (one, other) = (one.parse().ok()?, other.parse().ok()?);
    Some(if one == me { other } else { one })
}

/// A channel's name for people.
pub(crate) fn channel_name(
    store: &Reader,
    format: NameFormat,
    me: UserId,
    channel: &ChannelRow,
) -> Result<String, StoreError> {
    match other_in(channel, me) {
        Some(other) if other == me => Ok(format!("{} (you)", name_of(store, format, me)?)),
        Some(other) => name_of(store, format, other),
        None if channel.display_name.is_empty() => Ok(channel.name.clone()),
        None => Ok(channel.display_name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use countersign_primitives::TimestampMs;

    use super::*;

    #[test]
    fn names_fall_back_to_the_user_name() {
        let person = |nickname: &str, first: &str| PersonRow {
            id: "aaaaaaaaaaaaaaaaaaaaaaaaaa".parse().unwrap(),
            username: "ana".to_owned(),
            nickname: nickname.to_owned(),
            first_name: first.to_owned(),
            last_name: String::new(),
            is_bot: false,
            update_at: TimestampMs(0),
            delete_at: TimestampMs(0),
            status: String::new(),
        };
        for (format, nickname, first, expected) in [
            (NameFormat::Username, "Annie", "Ana", "ana"),
            (NameFormat::NicknameThenFullName, "Annie", "Ana", "Annie"),
            (NameFormat::NicknameThenFullName, "", "Ana", "Ana"),
            (NameFormat::NicknameThenFullName, "", "", "ana"),
            (NameFormat::FullName, "Annie", "", "ana"),
        ] {
            assert_eq!(format.name(&person(nickname, first)), expected);
        }
    }
}
