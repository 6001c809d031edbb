use countersign_mobile_store::{ChannelRow, ConversationKind, OutboxRow, PostRow, Reader, StoreError};
use countersign_primitives::{ChannelId, PostId, TimestampMs, UserId};

use crate::{
    app::Account,
    bridge::{ChannelView, Delivery, PostPageView, PostView},
    names::{NameFormat, channel_name, name_of},
    sync::page_limit,
};

/// An open channel; `None` when the account is not in it.
pub(crate) fn channel_view(account: &Account, channel: ChannelId) -> Result<Option<ChannelView>, StoreError> {
    account.store.read(|read| {
        let Some(row) = read.channel(channel)? else { return Ok(None) };
        let format = NameFormat::read(read)?;
        let archived = !row.delete_at.is_zero();
        Ok(Some(ChannelView {
            id: row.id,
            name: channel_name(read, format, account.user_id, &row)?,
            kind: kind_name(row.kind).to_owned(),
            header: row.header.clone(),
            read_only: archived.then(|| "This channel is archived.".to_owned()),
            page: page(read, account.user_id, &row, None)?,
        }))
    })
}

/// A page of posts, oldest first: the newest page with what is on its way, or the page before a post.
pub(crate) fn page_view(
    account: &Account,
    channel: ChannelId,
    before: Option<PostId>,
) -> Result<Option<PostPageView>, StoreError> {
    account.store.read(|read| match read.channel(channel)? {
        Some(row) => Ok(Some(page(read, account.user_id, &row, before)?)),
        None => Ok(None),
    })
}

/// A post on its way.
pub(crate) fn pending_view(account: &Account, post: &OutboxRow) -> Result<PostView, StoreError> {
    account.store.read(|read| pending(read, NameFormat::read(read)?, account.user_id, post))
}

/// A kind of channel, as interfaces spell it.
pub(super) const fn kind_name(kind: ConversationKind) -> &'static str {
    match kind {
        ConversationKind::Public => "public",
        ConversationKind::Private => "private",
        ConversationKind::Direct => "direct",
        ConversationKind::Group => "group",
    }
}

fn page(read: &Reader, me: UserId, row: &ChannelRow, before: Option<PostId>) -> Result<PostPageView, StoreError> {
    let format = NameFormat::read(read)?;
    let from = row.loaded_from.unwrap_or(TimestampMs::ZERO);
    let anchor = match before {
        Some(before) => read.post(before)?,
        None => None,
    };
    let rows = read.posts(row.id, from, anchor.as_ref(), page_limit())?;
    let more_kept = match rows.last() {
        Some(oldest) => !read.posts(row.id, from, Some(oldest), 1)?.is_empty(),
        None => false,
    };
    let mut posts = rows.iter().rev().map(|post| sent(read, format, me, post)).collect::<Result<Vec<_>, _>>()?;
    if before.is_none() {
        for post in read.outbox_of(row.id)? {
            posts.push(pending(read, format, me, &post)?);
        }
    }
    Ok(PostPageView { channel_id: row.id, posts, has_older: more_kept || !row.loaded_start })
}

fn sent(read: &Reader, format: NameFormat, me: UserId, post: &PostRow) -> Result<PostView, StoreError> {
    let author = match post.override_name.as_str() {
        "" => name_of(read, format, post.user_id)?,
        name => name.to_owned(),
    };
    Ok(PostView {
        id: Some(post.id),
        pending_post_id: if post.user_id == me { post.pending_post_id.clone() } else { String::new() },
        root_id: post.root_id,
        user_id: post.user_id,
        author,
        own: post.user_id == me,
        system: post.kind.starts_with("system_"),
        message: post.message.clone(),
        create_at: post.create_at,
        edited: !post.edit_at.is_zero(),
        delivery: Delivery::Sent,
        failure: None,
    })
}

fn pending(read: &Reader, format: NameFormat, me: UserId, post: &OutboxRow) -> Result<PostView, StoreError> {
    Ok(PostView {
        id: None,
        pending_post_id: post.pending_post_id.clone(),
        root_id: post.root_id,
        user_id: me,
        author: name_of(read, format, me)?,
        own: true,
        system: false,
        message: post.message.clone(),
        create_at: post.create_at,
        edited: false,
        delivery: if post.failure.is_some() { Delivery::Failed } else { Delivery::Pending },
        failure: post.failure.clone(),
    })
}
