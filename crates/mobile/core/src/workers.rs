//! What runs for an account from when it is opened until it is erased or the app is killed.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::{
    app::{Account, App, Want},
    live, push, sending, session_check, sync,
};

pub(crate) fn start(app: &Arc<App>, account: &Arc<Account>, wanted: mpsc::UnboundedReceiver<Want>) {
    let both = || (Arc::clone(app), Arc::clone(account));
    let tasks = &account.tasks;
    let (one, two) = both();
    tasks.spawn(session_check::guard(one, two));
    let (one, two) = both();
    tasks.spawn(sync::run(one, two, wanted));
    let (one, two) = both();
    tasks.spawn(sending::run(one, two));
    let (one, two) = both();
    tasks.spawn(live::run(one, two));
    let (one, two) = both();
    tasks.spawn(session_check::run(one, two));
    let (one, two) = both();
    tasks.spawn(async move { sync::presence_loop(&one, &two).await });
    let (one, two) = both();
    let resuming = push::Resuming::begin(app);
    tasks.spawn(push::resume(one, two, resuming));
}
