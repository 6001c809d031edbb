use std::collections::BTreeMap;

const USER: &[(&str, &str)] = &[
    ("channel", "true"),
    ("comments", "never"),
    ("desktop", "mention"),
    ("desktop_sound", "true"),
    ("desktop_threads", "all"),
    ("email", "true"),
    ("email_threads", "all"),
    ("first_name", "false"),
    ("mention_keys", ""),
    ("push", "mention"),
    ("push_status", "online"),
    ("push_threads", "all"),
];

const MEMBER: &[(&str, &str)] = &[
    ("channel_auto_follow_threads", "off"),
    ("desktop", "default"),
    ("email", "default"),
    ("ignore_channel_mentions", "default"),
    ("mark_unread", "all"),
    ("push", "default"),
];

/// The settings every new account starts with.
pub fn user_defaults() -> BTreeMap<String, String> {
    owned(USER)
}

/// The settings every new channel membership starts with.
pub fn channel_member_defaults() -> BTreeMap<String, String> {
    owned(MEMBER)
}

fn owned(table: &[(&str, &str)]) -> BTreeMap<String, String> {
    table.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use crate::notify_props::{Level, MemberNotifyProps, UserNotifyProps};

    use super::*;

    #[test]
    fn defaults_read_as_the_usual_member() {
        let user = UserNotifyProps::read(&user_defaults());
        assert_eq!((user.push, user.push_threads, user.channel_mentions), (Level::Mention, Level::All, true));
        assert_eq!(MemberNotifyProps::read(&channel_member_defaults()), MemberNotifyProps::default());
    }
}
