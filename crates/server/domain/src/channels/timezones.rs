use std::collections::BTreeSet;

use countersign_primitives::ChannelId;
use countersign_server_rules::permissions::{Action, Target};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::User,
    ports::store::{Page, UserFilter, UserScope},
};

/// How many members are read at once.
const STEP: u32 = 1000;

/// The time zones that a channel's active members are in, each once. Who has said none is left out.
///
/// # Errors
/// 404 without such a channel, 403 where the caller may not see it.
pub async fn channel_timezones(domain: &Domain, caller: &Caller, channel_id: ChannelId) -> Result<Vec<String>> {
    let channel = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ReadChannel, Target::other()).await?;
    let mut zones = BTreeSet::new();
    for number in 0.. {
        let scope = UserScope { in_channel: Some(channel_id), ..UserScope::default() };
        let filter = UserFilter { active: Some(true), ..UserFilter::of(scope, Page { number, size: STEP }) };
        let users = domain.store().users(filter).await?;
        let is_last = users.len() < STEP as usize;
        zones.extend(users.iter().filter_map(zone).map(str::to_owned));
        if is_last {
            break;
        }
    }
    Ok(zones.into_iter().collect())
}

fn zone(user: &User) -> Option<&str> {
    let automatic = user.timezone.get("useAutomaticTimezone").is_some_and(|value| value == "true");
    let key = if automatic { "automaticTimezone" } else { "manualTimezone" };
    user.timezone.get(key).map(String::as_str).filter(|zone| !zone.is_empty())
}
