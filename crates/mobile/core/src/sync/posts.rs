use std::time::Duration;

use countersign_mobile_store::{ChannelRow, PostRow};
use countersign_primitives::{ChannelId, PostId, TimestampMs};
use countersign_wire_api::{Post, PostList};

use super::people::meet;
use crate::{
    api::{CHANGES_LIMIT, PAGE},
    app::{Account, App, Change},
    convert,
    error::CoreError,
};

/// Changes are asked for from a little earlier than what is known: two servers of a cluster, or two transactions, need
/// not become visible in the order of their times.
const OVERLAP: Duration = Duration::from_secs(2);

/// Brings a channel's posts up to date: its changes, or its newest page when nothing was loaded or too much changed.
pub(crate) async fn refresh_posts(app: &App, account: &Account, channel: ChannelId) -> Result<(), CoreError> {
    let Some(row) = account.store.read(|read| read.channel(channel))? else { return Ok(()) };
    let changed = match row.loaded_from {
        Some(from) => load_changes(account, &row, from).await?,
        None => false,
    };
    if !changed {
        load_newest(account, channel).await?;
    }
    app.announce(Change::Posts(channel));
    Ok(())
}

/// Makes sure that a page before the post `before` is there, if there is one.
pub(crate) async fn load_older(
    app: &App,
    account: &Account,
    channel: ChannelId,
    before: PostId,
) -> Result<(), CoreError> {
    let Some(row) = account.store.read(|read| read.channel(channel))? else { return Ok(()) };
    let from = row.loaded_from.unwrap_or(TimestampMs::ZERO);
    let there = account.store.read(|read| {
        let before = read.post(before)?;
        read.posts(channel, from, before.as_ref(), page_limit())
    })?;
    if row.loaded_start || there.len() >= PAGE {
        return Ok(());
    }
    let oldest = there.last().map_or(before, |post| post.id);
    let page = account.api.posts_before(channel, oldest).await?;
    keep(account, &row, &page, Until(row.loaded_until)).await?;
    app.announce(Change::Posts(channel));
    Ok(())
}

/// One more than a page would tell whether there are more; the store is asked for exactly one page.
pub(crate) fn page_limit() -> u32 {
    u32::try_from(PAGE).expect("a page is small")
}

/// Answers whether the changes were complete.
async fn load_changes(account: &Account, row: &ChannelRow, from: TimestampMs) -> Result<bool, CoreError> {
    let list = account.api.posts_since(row.id, row.loaded_until - OVERLAP).await?;
    if list.order.len() >= CHANGES_LIMIT {
        return Ok(false);
    }
    let changed: Vec<_> = list.posts.values().filter(|post| post.channel_id == row.id).collect();
    let until = changed.iter().map(|post| post.update_at).max().unwrap_or(row.loaded_until).max(row.loaded_until);
    account.store.write(|write| {
        for post in &changed {
            if !post.delete_at.is_zero() {
                write.remove_post(post.id)?;
            } else if post.create_at >= from {
                write.put_posts([&convert::post(post)])?;
            }
        }
        write.set_loaded(row.id, from, row.loaded_start, until)
    })?;
    meet(account, changed.iter().map(|post| post.user_id)).await?;
    Ok(true)
}

async fn load_newest(account: &Account, channel: ChannelId) -> Result<(), CoreError> {
    let page = account.api.newest_posts(channel).await?;
    let Some(row) = account.store.read(|read| read.channel(channel))? else { return Ok(()) };
    // What was kept before is not connected with this page any more.
    let row = ChannelRow { loaded_from: None, loaded_start: false, ..row };
    let until = page.posts.values().map(|post| post.update_at).max().unwrap_or(TimestampMs(1));
    keep(account, &row, &page, Until(until)).await
}

struct Until(TimestampMs);

/// Keeps a page that continues what is loaded backwards.
async fn keep(account: &Account, row: &ChannelRow, page: &PostList, until: Until) -> Result<(), CoreError> {
    let posts: Vec<&Post> = page.order.iter().filter_map(|id| page.posts.get(id)).collect();
    let rows: Vec<PostRow> =
        posts.iter().filter(|post| post.delete_at.is_zero()).map(|post| convert::post(post)).collect();
    let oldest = posts.iter().map(|post| post.create_at).min();
    let start = page.prev_post_id.is_none();
    let from = match (oldest, row.loaded_from) {
        _ if start => TimestampMs::ZERO,
        (Some(oldest), Some(before)) => oldest.min(before),
        (Some(oldest), None) => oldest,
        (None, before) => before.unwrap_or(TimestampMs::ZERO),
    };
    account.store.write(|write| {
        write.put_posts(&rows)?;
        write.set_loaded(row.id, from, start, until.0)
    })?;
    meet(account, posts.iter().map(|post| post.user_id)).await
}
