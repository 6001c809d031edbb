use std::collections::BTreeMap;

use countersign_primitives::{ChannelId, UserId};
use countersign_server_rules::channel::ChannelKind;

use crate::{
    accounts::seen,
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{SeenUser, User},
    ports::store::{Page, UserFilter, UserScope},
};

/// A group channel has eight people at most.
const EVERYBODY: Page = Page { number: 0, size: 8 };

/// Who else is in group channels of the caller; others are passed over.
///
/// # Errors
/// The store does not work.
pub async fn group_members(
    domain: &Domain,
    caller: &Caller,
    channels: &[ChannelId],
) -> Result<BTreeMap<ChannelId, Vec<SeenUser>>> {
    let mut found = BTreeMap::new();
    for &channel_id in channels {
        let Some(channel) = domain.find_channel(channel_id).await? else { continue };
        let own = domain.membership(channel_id, caller.user_id()).await?.is_some();
        if !own || channel.kind != ChannelKind::Group {
            continue;
        }
        let scope = UserScope { in_channel: Some(channel_id), ..UserScope::default() };
        let mut users: Vec<User> = domain.store().users(UserFilter::of(scope, EVERYBODY)).await?;
        let me: UserId = caller.user_id();
        users.retain(|user| user.id != me);
        found.insert(channel_id, seen::many(domain, caller, users));
    }
    Ok(found)
}
