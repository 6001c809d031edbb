//! Sending posts: written down first, then sent in order until the server has each or refuses it.

use std::sync::Arc;

use countersign_mobile_store::{OutboxRow, PostRow, Reader, StoreError};
use countersign_primitives::{ChannelId, PostId, TimestampMs};
use countersign_wire_api::{CreatePostRequest, Post};

use crate::{
    api::ApiError,
    app::{Account, App, Change},
    convert,
    error::CoreError,
    pace::doubling,
};

/// A plugin wants the post gone without a word.
const DISMISSED: &str = "plugin.message_will_be_posted.dismiss_post";

/// Writes a post down, for good, and wakes the worker. It shows as pending from now on.
pub(crate) fn queue(
    app: &App,
    account: &Account,
    channel_id: ChannelId,
    root_id: Option<PostId>,
    message: String,
) -> Result<OutboxRow, StoreError> {
    let post = account.store.write_durably(|write| {
        let mut create_at = app.now();
        let name = |at: TimestampMs| format!("{}:{at}", account.user_id);
        while write.outbox_entry(&name(create_at))?.is_some() {
            create_at.0 += 1;
        }
        let post = OutboxRow {
            pending_post_id: name(create_at),
            channel_id,
            root_id,
            message,
            create_at,
            newest_before: write.newest_post_at(channel_id)?,
            attempts: 0,
            doubtful: false,
            failure: None,
        };
        write.queue(&post)?;
        Ok(post)
    })?;
    account.outbox.notify_one();
    app.announce(Change::Posts(channel_id));
    Ok(post)
}

/// Sends what is queued, and waits for more. After a failure that may pass it tries again: after a pause, or at once when
/// the network or the user comes back.
pub(crate) async fn run(app: Arc<App>, account: Arc<Account>) {
    let mut presence = app.presence();
    let mut failures = 0;
    loop {
        let next = match account.store.read(Reader::next_to_send) {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(%error, "the outbox cannot be read");
                return;
            }
        };
        let Some(post) = next else {
            account.outbox.notified().await;
            continue;
        };
        match attempt(&app, &account, &post).await {
            Ok(()) => failures = 0,
            Err(CoreError::Api(ApiError::SessionEnded) | CoreError::Store(_)) => return,
            Err(error) => {
                failures += 1;
                tracing::debug!(%error, failures, "a post is not sent yet");
                let pause = doubling(app.pace.send_retry, app.pace.send_retry_limit, failures);
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = account.outbox.notified() => {}
                    changed = presence.changed() => if changed.is_err() { return },
                }
            }
        }
    }
}

/// One attempt; an error means it stays queued.
async fn attempt(app: &App, account: &Account, post: &OutboxRow) -> Result<(), CoreError> {
    if post.doubtful && has_arrived(account, post).await? {
        app.announce(Change::Posts(post.channel_id));
        return Ok(());
    }
    account.store.write(|write| write.begin_attempt(&post.pending_post_id))?;
    let request = CreatePostRequest {
        channel_id: Some(post.channel_id),
        root_id: post.root_id,
        message: post.message.clone(),
        create_at: if post.attempts == 0 { TimestampMs::ZERO } else { post.create_at },
        pending_post_id: post.pending_post_id.clone(),
        ..CreatePostRequest::default()
    };
    let sent = account.api.create_post(&request).await;
    let settled = match sent {
        Ok(stored) => Ok(arrived(account, post, &stored)?),
        Err(error) if error.is_passing() => {
            if !error.may_have_arrived() {
                account.store.write(|write| write.settle_attempt(&post.pending_post_id))?;
            }
            Err(error.into())
        }
        Err(ApiError::SessionEnded) => Err(ApiError::SessionEnded.into()),
        Err(error) => Ok(refused(account, post, &error)?),
    };
    app.announce(Change::Posts(post.channel_id));
    app.announce(Change::Channels);
    settled
}

fn arrived(account: &Account, post: &OutboxRow, stored: &Post) -> Result<(), StoreError> {
    let row = PostRow { pending_post_id: post.pending_post_id.clone(), ..convert::post(stored) };
    account.store.write(|write| {
        write.put_posts([&row])?;
        write.unqueue(&post.pending_post_id)
    })
}

fn refused(account: &Account, post: &OutboxRow, error: &ApiError) -> Result<(), StoreError> {
    let (id, message) = match error {
        ApiError::Refused { id, message, .. } => (id.as_str(), message.as_str()),
        _ => ("", ""),
    };
    if id == DISMISSED {
        return account.store.write(|write| write.unqueue(&post.pending_post_id));
    }
    let failure = if message.is_empty() { "The server did not take this message." } else { message };
    account.store.write(|write| write.set_failure(&post.pending_post_id, Some(failure)))
}

/// Whether an earlier attempt, whose answer never came, did reach the server. Servers recognise a `pending_post_id` for
/// half a minute only, so after that sending again would make a second post.
async fn has_arrived(account: &Account, post: &OutboxRow) -> Result<bool, CoreError> {
    let list = account.api.posts_since(post.channel_id, post.newest_before).await?;
    // One that an earlier entry became bears that entry's name.
    let unnamed = account.store.read(|read| {
        let mut unnamed = Vec::new();
        for there in list.posts.values().filter(|there| is_same(there, post, account)) {
            if read.post(there.id)?.is_none_or(|kept| kept.pending_post_id.is_empty()) {
                unnamed.push(there);
            }
        }
        Ok(unnamed)
    })?;
    // Equal texts arrive in the order they were written.
    if let Some(there) = unnamed.into_iter().min_by_key(|there| there.create_at) {
        arrived(account, post, there)?;
        Ok(true)
    } else {
        account.store.write(|write| write.settle_attempt(&post.pending_post_id))?;
        Ok(false)
    }
}

fn is_same(there: &Post, post: &OutboxRow, account: &Account) -> bool {
    if !there.pending_post_id.is_empty() {
        return there.pending_post_id == post.pending_post_id;
    }
    there.user_id == account.user_id
        && there.create_at > post.newest_before
        && there.root_id == post.root_id
        && there.message == post.message
        && there.delete_at.is_zero()
}
