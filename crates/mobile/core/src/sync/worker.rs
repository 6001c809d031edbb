use std::{collections::BTreeSet, sync::Arc};

use tokio::sync::{mpsc, watch};

use countersign_primitives::ChannelId;

use super::{entry::entry, people::refresh_people, posts::refresh_posts};
use crate::{
    app::{Account, App, Presence, Want},
    error::CoreError,
    pace::doubling,
    receipts::send_owed_receipts,
};

/// Fetches and tells what is wanted, one thing after the other, the most urgent first. What fails for lack of a network
/// is tried again: after a pause, or at once when the network or the user comes back.
pub(crate) async fn run(app: Arc<App>, account: Arc<Account>, mut wanted: mpsc::UnboundedReceiver<Want>) {
    let mut presence = app.presence();
    let mut waiting = BTreeSet::new();
    let mut failures = 0;
    loop {
        if !more(&app, &mut wanted, &mut presence, &mut waiting, failures).await {
            return;
        }
        let mut failed = BTreeSet::new();
        while let Some(want) = waiting.pop_first() {
            match fulfil(&app, &account, want).await {
                Ok(()) => failures = 0,
                Err(error) => {
                    tracing::debug!(?want, %error, "sync failed");
                    if error.is_passing() {
                        failed.insert(want);
                    }
                }
            }
        }
        if !failed.is_empty() {
            failures += 1;
        }
        waiting = failed;
    }
}

/// Waits until there is something to do and adds it; `false` when nothing more can come.
async fn more(
    app: &App,
    wanted: &mut mpsc::UnboundedReceiver<Want>,
    presence: &mut watch::Receiver<Presence>,
    waiting: &mut BTreeSet<Want>,
    failures: u32,
) -> bool {
    let pause = doubling(app.pace.sync_retry, app.pace.reconnect_limit, failures);
    let first = tokio::select! {
        first = wanted.recv() => match first {
            Some(first) => Some(first),
            None => return false,
        },
        () = tokio::time::sleep(pause), if !waiting.is_empty() => None,
        changed = presence.changed(), if !waiting.is_empty() => {
            if changed.is_err() {
                return false;
            }
            None
        }
    };
    waiting.extend(first);
    while let Ok(next) = wanted.try_recv() {
        waiting.insert(next);
    }
    supersede(waiting);
    true
}

/// What one thing includes need not be done again.
fn supersede(waiting: &mut BTreeSet<Want>) {
    if waiting.contains(&Want::Everything) {
        waiting.remove(&Want::Lists);
        waiting.remove(&Want::People);
    }
}

async fn fulfil(app: &App, account: &Account, want: Want) -> Result<(), CoreError> {
    match want {
        Want::Everything => entry(app, account, true).await,
        Want::Lists => entry(app, account, false).await,
        Want::People => refresh_people(app, account).await,
        Want::Posts(channel) => refresh_posts(app, account, channel).await,
        Want::View(channel) => {
            account.api.view_channel(Some(channel)).await?;
            if on_screen(app) != Some(channel) {
                account.want(Want::Leave);
            }
            Ok(())
        }
        // Opened again meanwhile: then leaving would stop nothing but the wrong pushes.
        Want::Leave if on_screen(app).is_some() => Ok(()),
        Want::Leave => Ok(account.api.view_channel(None).await.map(drop)?),
        Want::Receipts => send_owed_receipts(app, account).await,
    }
}

/// The channel the user sees now.
fn on_screen(app: &App) -> Option<ChannelId> {
    app.state().open_channel.filter(|_| app.is_foreground())
}
