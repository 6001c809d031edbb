//! Asking the server whether the session still stands.

use std::sync::Arc;

use countersign_mobile_policy::{EraseReason, next_session_check};

use crate::{
    api::ApiError,
    app::{Account, App},
};

/// Asks once. A refusal erases the account before this returns.
pub(crate) async fn check(app: &App, account: &Account) {
    match account.api.me().await {
        Err(ApiError::SessionEnded) => app.erase(account, EraseReason::SessionEnded),
        Err(error) => tracing::debug!(%error, "the session could not be checked"),
        Ok(_) => {}
    }
}

/// Asks at least once a minute while the app is in the foreground, and at once when it comes back.
pub(crate) async fn run(app: Arc<App>, account: Arc<Account>) {
    let mut presence = app.presence();
    loop {
        let due = next_session_check(app.is_foreground(), account.api.last_answer(), app.now(), app.pace.session_check);
        tokio::select! {
            () = wait(due) => {
                check(&app, &account).await;
                // No answer: the next try comes after a pause, not at once.
                if account.api.last_answer().is_none_or(|at| app.now().since(at) >= app.pace.session_check) {
                    tokio::time::sleep(app.pace.reconnect).await;
                }
            }
            changed = presence.changed() => if changed.is_err() { return },
        }
    }
}

/// Erases the account as soon as any of its calls was refused with 401.
pub(crate) async fn guard(app: Arc<App>, account: Arc<Account>) {
    account.api.ended().await;
    app.erase(&account, EraseReason::SessionEnded);
}

async fn wait(due: Option<std::time::Duration>) {
    match due {
        Some(due) => tokio::time::sleep(due).await,
        None => std::future::pending().await,
    }
}
