use countersign_primitives::{ChannelId, PostId};

use crate::{
    app::{Account, App, Change},
    bridge::{BridgeError, BridgeErrorKind, BridgeReply},
    refusal::{refusal, refused},
    sending, sync,
    views::{page_view, pending_view},
};

pub(super) async fn older(
    app: &App,
    account: &Account,
    channel: ChannelId,
    before: PostId,
) -> Result<BridgeReply, BridgeError> {
    let loaded = sync::load_older(app, account, channel, before).await;
    let page = page_view(account, channel, Some(before)).map_err(|error| refusal(&error.into()))?;
    match (page, loaded) {
        (None, _) => Err(refused(BridgeErrorKind::Refused, "You are not a member of this channel.")),
        // Without a network what is kept still shows.
        (Some(page), Err(error)) if page.posts.is_empty() => Err(refusal(&error)),
        (Some(page), _) => Ok(BridgeReply::Posts(page)),
    }
}

pub(super) fn send(
    app: &App,
    account: &Account,
    channel: ChannelId,
    root_id: Option<PostId>,
    message: String,
) -> Result<BridgeReply, BridgeError> {
    if message.trim().is_empty() {
        return Err(refused(BridgeErrorKind::Invalid, "There is nothing to send."));
    }
    let known = account.store.read(|read| read.channel(channel)).map_err(|error| refusal(&error.into()))?;
    if known.is_none() {
        return Err(refused(BridgeErrorKind::Refused, "You are not a member of this channel."));
    }
    let queued = sending::queue(app, account, channel, root_id, message);
    let view = queued.and_then(|queued| pending_view(account, &queued)).map_err(|error| refusal(&error.into()))?;
    Ok(BridgeReply::Sent(view))
}

pub(super) fn retry(app: &App, account: &Account, pending_post_id: &str) -> Result<BridgeReply, BridgeError> {
    let changed = account.store.write_durably(|write| {
        let entry = write.outbox_entry(pending_post_id)?;
        write.set_failure(pending_post_id, None)?;
        Ok(entry)
    });
    let entry = changed.map_err(|error| refusal(&error.into()))?.ok_or_else(gone)?;
    account.outbox.notify_one();
    app.announce(Change::Posts(entry.channel_id));
    Ok(BridgeReply::Done)
}

pub(super) fn discard(app: &App, account: &Account, pending_post_id: &str) -> Result<BridgeReply, BridgeError> {
    let changed = account.store.write_durably(|write| {
        let entry = write.outbox_entry(pending_post_id)?;
        // What is on its way may arrive any moment; only what was refused can be taken back.
        if entry.as_ref().is_some_and(|entry| entry.failure.is_some()) {
            write.unqueue(pending_post_id)?;
        }
        Ok(entry)
    });
    let entry = changed.map_err(|error| refusal(&error.into()))?.ok_or_else(gone)?;
    if entry.failure.is_none() {
        return Err(refused(BridgeErrorKind::Refused, "This message is on its way."));
    }
    app.announce(Change::Posts(entry.channel_id));
    Ok(BridgeReply::Done)
}

fn gone() -> BridgeError {
    refused(BridgeErrorKind::Refused, "This message has been sent or discarded.")
}
