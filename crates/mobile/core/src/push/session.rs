use serde_json::json;

use countersign_mobile_host::Notification;
use countersign_mobile_policy::{Acceptance, EraseReason};

use super::{
    accepted::{Accepted, Acted},
    raw::PushOutcome,
};
use crate::{
    api::ApiError,
    app::{Account, App},
    error::CoreError,
    trace::TraceKind,
};

/// The account name of notifications that belong to no account: they outlive an erasure.
const NO_ACCOUNT: &str = "";

/// The session ended. Without text, and signed, it is an order to erase: carried out at once, whatever the network. In
/// any other case the server is asked, because an unsigned word must not destroy anything.
pub(super) async fn end_session(app: &App, account: &Account, accepted: &Accepted) -> Result<Acted, CoreError> {
    let text = accepted.push.message.as_deref();
    if accepted.acceptance == Acceptance::Verified && text.is_none() {
        app.erase(account, EraseReason::OrderedByServer);
        return Ok(Acted::settled(PushOutcome::Erased));
    }
    let asked = account.api.me().await;
    let ended = asked == Err(ApiError::SessionEnded);
    if ended {
        app.erase(account, EraseReason::SessionEnded);
    }
    let outcome = match text.filter(|_| asked.is_err()) {
        Some(text) => announce(app, account, accepted, text, ended),
        // It stands, or nothing is known: an old or a false alarm.
        None => PushOutcome::Withheld,
    };
    if ended {
        return Ok(Acted::settled(PushOutcome::Erased));
    }
    if outcome == PushOutcome::Withheld {
        let detail = json!({"reason": "session_stands"});
        app.trace(TraceKind::Withheld, Some(&accepted.row.ack_id), "not shown: the session stands", detail);
    }
    account.store.write(|write| write.finish_push(&accepted.row.ack_id))?;
    Ok(Acted::owing(outcome))
}

fn announce(app: &App, account: &Account, accepted: &Accepted, text: &str, ended: bool) -> PushOutcome {
    let notification = Notification {
        id: accepted.row.notification_id.clone(),
        account: if ended { NO_ACCOUNT } else { account.name() }.to_owned(),
        thread: String::new(),
        title: account.facts().policy.vendor().to_owned(),
        body: text.to_owned(),
        can_reply: false,
    };
    if app.host.notifications.show(&notification).is_err() {
        return PushOutcome::Withheld;
    }
    let detail = json!({"how": "notification", "title": notification.title, "body": notification.body});
    app.trace(TraceKind::Shown, Some(&accepted.row.ack_id), "notification shown", detail);
    PushOutcome::Notification
}
