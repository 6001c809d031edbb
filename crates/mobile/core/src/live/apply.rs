use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use countersign_mobile_store::{ConversationKind, StoreError};
use countersign_primitives::{ChannelId, TimestampMs, UserId};
use countersign_wire_api::{
    Post, Preference, User,
    websocket::{Event, event},
};

use crate::{
    app::{Account, App, Change, Want},
    convert,
    reading::read_channel,
};

/// Notices that do not count as posts.
///
/// Source: `mattermost/mattermost` `server/public/model/post.go` (`IsJoinLeaveMessage`).
const UNCOUNTED: [&str; 8] = [
    "system_join_channel",
    "system_leave_channel",
    "system_join_team",
    "system_leave_team",
    "system_add_to_channel",
    "system_remove_from_channel",
    "system_add_to_team",
    "system_remove_from_team",
];

/// Applies an event to what is kept. Events of kinds this version does not know change nothing; those it understands
/// only in part make it look at the lists again.
pub(super) fn apply(app: &App, account: &Account, event: &Event) -> Result<(), StoreError> {
    let data = &event.data;
    match event.event.as_str() {
        event::POSTED => posted(app, account, data),
        event::POST_EDITED => changed(app, account, data, false),
        event::POST_DELETED => changed(app, account, data, true),
        event::MULTIPLE_CHANNELS_VIEWED => {
            let times: BTreeMap<ChannelId, TimestampMs> = plain(data, "channel_times").unwrap_or_default();
            times.into_iter().try_for_each(|(channel, at)| read_channel(app, account, channel, at))
        }
        event::CHANNEL_VIEWED => match plain(data, "channel_id") {
            Some(channel) => read_channel(app, account, channel, app.now()),
            None => Ok(()),
        },
        event::STATUS_CHANGE => {
            if let (Some(user), Some(status)) = (plain::<UserId>(data, "user_id"), plain::<String>(data, "status")) {
                account.store.write(|write| write.set_presence(user, &status))?;
                app.announce(Change::State);
                app.announce(Change::Channels);
            }
            Ok(())
        }
        event::USER_UPDATED => match plain::<User>(data, "user") {
            Some(user) => {
                account.store.write(|write| write.put_people([&convert::person(&user)]))?;
                app.announce(Change::Channels);
                Ok(())
            }
            None => Ok(()),
        },
        event::PREFERENCES_CHANGED => {
            let changed: Vec<Preference> = nested(data, "preferences").unwrap_or_default();
            let texts = changed.iter().map(|one| (one.category.as_str(), one.name.as_str(), one.value.as_str()));
            account.store.write(|write| write.put_preferences(texts))?;
            app.announce(Change::Channels);
            Ok(())
        }
        event::CONFIG_CHANGED => match plain(data, "config") {
            Some(config) => {
                account.store.write(|write| write.replace_client_config(&config))?;
                account.refresh_facts()?;
                app.announce(Change::State);
                Ok(())
            }
            None => Ok(()),
        },
        other => {
            if changes_lists(other) {
                account.want(Want::Lists);
            }
            Ok(())
        }
    }
}

fn changes_lists(event: &str) -> bool {
    matches!(
        event,
        event::DIRECT_ADDED
            | event::USER_ADDED
            | event::USER_REMOVED
            | "group_added"
            | "post_unread"
            | "preferences_deleted"
            | "added_to_team"
            | "leave_team"
            | "update_team"
            | "delete_team"
            | "restore_team"
            | "channel_created"
            | "channel_updated"
            | "channel_deleted"
            | "channel_restored"
            | "channel_converted"
            | "channel_member_updated"
    ) || event.starts_with("sidebar_category_")
}

fn posted(app: &App, account: &Account, data: &Map<String, Value>) -> Result<(), StoreError> {
    let Some(post) = nested::<Post>(data, "post") else { return Ok(()) };
    let Some(channel) = account.store.read(|read| read.channel(post.channel_id))? else {
        account.want(Want::Lists);
        return Ok(());
    };
    let mentioned: Vec<UserId> = nested(data, "mentions").unwrap_or_default();
    let own = post.user_id == account.user_id && post.props.get("from_webhook").is_none();
    let for_me = !own && (channel.kind == ConversationKind::Direct || mentioned.contains(&account.user_id));
    let stranger = account.store.write(|write| {
        write.put_posts([&convert::post(&post)])?;
        if !UNCOUNTED.contains(&post.kind.as_str()) {
            write.count_post(post.channel_id, post.create_at, i64::from(for_me))?;
        }
        Ok(!write.strangers([post.user_id])?.is_empty())
    })?;
    let on_screen = app.is_foreground() && app.state().open_channel == Some(post.channel_id);
    if own {
        read_channel(app, account, post.channel_id, post.create_at)?;
    } else if on_screen {
        read_channel(app, account, post.channel_id, post.create_at)?;
        account.want(Want::View(post.channel_id));
    } else {
        app.count_badge(account)?;
    }
    if stranger {
        // Brings the author along.
        account.want(Want::Posts(post.channel_id));
    }
    app.announce(Change::Posts(post.channel_id));
    app.announce(Change::Channels);
    Ok(())
}

fn changed(app: &App, account: &Account, data: &Map<String, Value>, deleted: bool) -> Result<(), StoreError> {
    let Some(post) = nested::<Post>(data, "post") else { return Ok(()) };
    account.store.write(|write| match (deleted, write.post(post.id)?) {
        (true, _) => write.remove_post(post.id),
        // Only what is kept is changed: an old post alone would stand far from its neighbours.
        (false, Some(_)) => write.put_posts([&convert::post(&post)]),
        (false, None) => Ok(()),
    })?;
    app.announce(Change::Posts(post.channel_id));
    Ok(())
}

/// A member that is what it is.
fn plain<T: DeserializeOwned>(data: &Map<String, Value>, name: &str) -> Option<T> {
    serde_json::from_value(data.get(name)?.clone()).ok()
}

/// A member that is JSON inside a text.
fn nested<T: DeserializeOwned>(data: &Map<String, Value>, name: &str) -> Option<T> {
    serde_json::from_str(data.get(name)?.as_str()?).ok()
}
