use std::sync::Arc;

use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval_at, sleep},
};

use countersign_mobile_host::TransportError;

use super::{
    apply::apply,
    sequence::{Sequence, Step},
    socket::{Incoming, Socket},
};
use crate::{
    app::{Account, App, Presence, Want},
    bridge::ConnectionView,
    session_check::check,
};

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The server or the network closed it, or it stopped answering.
    Lost,
    /// Events were missed.
    Gap,
    /// The app has been in the background long enough.
    Background,
    /// The device has no network any more.
    Offline,
}

/// Keeps a connection while the app is in the foreground and there is a network.
pub(crate) async fn run(app: Arc<App>, account: Arc<Account>) {
    let mut presence = app.presence();
    let mut sequence = Sequence::default();
    let mut failures = 0;
    let mut synced = false;
    loop {
        show(&app, &presence, false);
        if presence.wait_for(|now| now.foreground && now.online).await.is_err() {
            return;
        }
        presence.mark_unchanged();
        app.set_connection(ConnectionView::Connecting);
        match Socket::open(&app, &account, &sequence).await {
            Ok(socket) => {
                failures = 0;
                let end = hold(&app, &account, socket, &mut sequence, &mut presence).await;
                synced = true;
                tracing::debug!(?end, "the connection ended");
                show(&app, &presence, true);
                if end == End::Lost {
                    // It is how a deactivated account is told; and it costs one request otherwise.
                    check(&app, &account).await;
                }
            }
            Err(error) => {
                failures += 1;
                tracing::debug!(%error, failures, "no connection");
                if !synced {
                    // Without live events the lists at least are fetched.
                    synced = true;
                    account.want(Want::Everything);
                }
                if matches!(error, TransportError::Rejected(_)) {
                    check(&app, &account).await;
                }
            }
        }
        pause(&app, &mut presence, failures).await;
    }
}

/// Reads a connection until it ends.
async fn hold(
    app: &App,
    account: &Account,
    mut socket: Socket,
    sequence: &mut Sequence,
    presence: &mut watch::Receiver<Presence>,
) -> End {
    let period = app.pace.socket_ping;
    let mut pings = interval_at(Instant::now() + period, period);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // Resumed without a hello: connected as soon as the handshake is through.
    app.set_connection(ConnectionView::Connected);
    let mut leaving: Option<Instant> = None;
    loop {
        let grace_over = async {
            match leaving {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        let end = tokio::select! {
            incoming = socket.next() => receive(app, account, incoming, sequence).await,
            _ = pings.tick() => socket.ping().await.is_err().then_some(End::Lost),
            () = grace_over => Some(End::Background),
            changed = presence.changed() => {
                let now = *presence.borrow_and_update();
                leaving = match (now.foreground, leaving) {
                    (true, _) => None,
                    (false, None) => Some(Instant::now() + app.pace.background_grace),
                    (false, waiting) => waiting,
                };
                (changed.is_err() || !now.online).then_some(End::Offline)
            }
        };
        if let Some(end) = end {
            socket.close().await;
            return end;
        }
    }
}

async fn receive(app: &App, account: &Account, incoming: Incoming, sequence: &mut Sequence) -> Option<End> {
    let event = match incoming {
        Incoming::Event(event) => event,
        Incoming::Other => return None,
        Incoming::NotAuthenticated => {
            check(app, account).await;
            return Some(End::Lost);
        }
        Incoming::Closed => return Some(End::Lost),
    };
    match sequence.take(&event) {
        Step::Apply => {
            if let Err(error) = apply(app, account, &event) {
                tracing::warn!(%error, event = event.event, "an event could not be applied");
                account.want(Want::Everything);
            }
            None
        }
        Step::Fresh => {
            refresh(app, account);
            None
        }
        Step::Known => None,
        Step::Gap => Some(End::Gap),
    }
}

/// Something may have been missed: everything is looked at again.
fn refresh(app: &App, account: &Account) {
    account.want(Want::Everything);
    account.want(Want::Receipts);
    let open = app.state().open_channel;
    if let Some(channel) = open {
        account.want(Want::Posts(channel));
        account.want(Want::View(channel));
    }
    account.outbox.notify_one();
}

/// Waits before connecting again; coming back, or the network coming back, ends the wait.
async fn pause(app: &App, presence: &mut watch::Receiver<Presence>, failures: u32) {
    tokio::select! {
        () = sleep(app.pace.reconnect_pause(failures)) => {}
        _ = presence.changed() => {}
    }
}

fn show(app: &App, presence: &watch::Receiver<Presence>, trying: bool) {
    let now = *presence.borrow();
    app.set_connection(match now {
        Presence { online: false, .. } => ConnectionView::Offline,
        Presence { foreground: true, .. } if trying => ConnectionView::Connecting,
        _ => ConnectionView::Idle,
    });
}
