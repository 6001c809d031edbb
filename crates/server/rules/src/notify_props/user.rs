use std::collections::BTreeMap;

use crate::notify_props::{Comments, Level, PushWhen};

/// A user's notification settings, as far as the server acts on them.
///
/// Source: `mattermost/mattermost` `server/public/model/user.go` (notify props), `server/channels/app/mention_keywords.go`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserNotifyProps {
    /// `push`.
    pub push: Level,
    /// `push_status`.
    pub push_status: PushWhen,
    /// `push_threads`; only [`Level::All`] matters.
    pub push_threads: Level,
    /// `comments`.
    pub comments: Comments,
    /// `channel`: whether `@channel`, `@all` and `@here` concern the user. On only when the text is `true`.
    pub channel_mentions: bool,
    /// `first_name`: whether the first name is a keyword.
    pub first_name: bool,
    /// `mention_keys`: split at commas, trimmed, lower case, none empty.
    pub mention_keys: Vec<String>,
}

impl UserNotifyProps {
    /// Reads the map that users carry.
    pub fn read(props: &BTreeMap<String, String>) -> Self {
        let get = |key: &str| props.get(key).map(String::as_str);
        Self {
            push: Level::read(get("push")),
            push_status: PushWhen::read(get("push_status")),
            push_threads: Level::read(get("push_threads")),
            comments: Comments::read(get("comments")),
            channel_mentions: get("channel") == Some("true"),
            first_name: get("first_name") == Some("true"),
            mention_keys: keys(get("mention_keys").unwrap_or_default()),
        }
    }
}

fn keys(list: &str) -> Vec<String> {
    list.split(',').map(|key| key.trim().to_lowercase()).filter(|key| !key.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mention_keys_are_trimmed_and_lower_case() {
        let props = [("mention_keys".to_owned(), " Pizza,,PASTA , ".to_owned())].into();
        assert_eq!(UserNotifyProps::read(&props).mention_keys, ["pizza", "pasta"]);
    }

    #[test]
    fn an_empty_map_hears_no_channel_mentions() {
        let props = UserNotifyProps::read(&BTreeMap::new());
        assert!(!props.channel_mentions);
        assert_eq!((props.push, props.push_status), (Level::Inherit, PushWhen::Online));
    }
}
