use std::time::Duration;

use serde_json::json;
use tokio::time::{sleep, timeout};

use countersign_mobile_host::NotificationError;
use countersign_mobile_policy::{EraseReason, Presentation, PresentationFacts, Withheld, presentation};
use countersign_primitives::ChannelId;
use countersign_wire_push::PushMessage;

use super::{
    accepted::{Accepted, Acted, set_badge},
    content::Content,
    raw::PushOutcome,
};
use crate::{
    api::ApiError,
    app::{Account, App, Change},
    bridge::BannerView,
    error::CoreError,
    receipts::receipt,
    sync::refresh_posts,
    trace::TraceKind,
};

/// How long the post may take that is fetched so that it is there when the app is opened without a network.
const PREFETCH: Duration = Duration::from_secs(10);

/// A post to show.
pub(super) async fn show_message(app: &App, account: &Account, accepted: &Accepted) -> Result<Acted, CoreError> {
    let Accepted { push, row, .. } = accepted;
    let fetched = if push.id_loaded && push.post_id.is_some() {
        match fetch(app, account, accepted).await {
            Err(ApiError::SessionEnded) => {
                app.erase(account, EraseReason::SessionEnded);
                return Ok(Acted::settled(PushOutcome::Erased));
            }
            Err(_) => None,
            Ok(answer) => {
                account.store.write(|write| write.acknowledge_push(&row.ack_id))?;
                Some(answer)
            }
        }
    } else {
        None
    };
    let content = match &fetched {
        Some(answer) => Content::fetched(answer, push, account),
        None => Content::carried(push, account),
    };
    let outcome = show(app, account, accepted, &content);
    account.store.write(|write| write.finish_push(&row.ack_id))?;
    if let Some(number) = push.badge {
        set_badge(app, account, accepted, number)?;
    }
    prefetch(app, account, &content).await;
    // The receipt of an ID-only push was the question for its content.
    Ok(if fetched.is_some() { Acted::settled(outcome) } else { Acted::owing(outcome) })
}

/// Asks the server for the content; again after pauses when no answer comes.
async fn fetch(app: &App, account: &Account, accepted: &Accepted) -> Result<PushMessage, ApiError> {
    let ack_id = Some(accepted.row.ack_id.as_str());
    let question = receipt(app, &accepted.row, true);
    let mut pauses = app.pace.fetch_retries.iter();
    loop {
        match account.api.fetch_push(&question).await {
            Ok(answer) => {
                let seen = serde_json::to_value(&answer).unwrap_or_default();
                app.trace(TraceKind::Fetched, ack_id, "content fetched from the server", seen);
                app.trace(TraceKind::Acked, ack_id, "receipt sent", json!({"with": "the question for the content"}));
                return Ok(answer);
            }
            Err(error) => {
                app.trace(TraceKind::FetchFailed, ack_id, error.to_string(), json!({"error": error.to_string()}));
                // An answer is an answer: its text may be an error's, and asking again does not change it.
                let pause = matches!(error, ApiError::Transport(_)).then(|| pauses.next()).flatten();
                match pause {
                    Some(pause) => sleep(*pause).await,
                    None => return Err(error),
                }
            }
        }
    }
}

fn show(app: &App, account: &Account, accepted: &Accepted, content: &Content) -> PushOutcome {
    let ack_id = Some(accepted.row.ack_id.as_str());
    let gate = app.gate();
    let open_channel = app.state().open_channel;
    let decided = presentation(&PresentationFacts {
        foreground: app.is_foreground(),
        gate: &gate,
        open_channel: open_channel.as_ref().map(ChannelId::as_str),
        push_channel: content.channel_id.as_deref(),
    });
    let shown = |how: &str| json!({"how": how, "title": content.title, "body": content.body});
    match decided {
        Presentation::Notification => {
            let notification = content.notification(&accepted.push, &accepted.row, account);
            // Killed after it was shown and before that was noted: it is there, and once is enough.
            let there = accepted.resumed && app.host.notifications.shown().contains(&notification.id);
            let done = if there { Ok(()) } else { app.host.notifications.show(&notification) };
            if is_gone(app, account) {
                app.host.notifications.remove_account(account.name());
                return withhold(app, ack_id, Withheld::SignedOut.name());
            }
            match done {
                Ok(()) => app.trace(TraceKind::Shown, ack_id, "notification shown", shown("notification")),
                Err(NotificationError::NotAllowed) => return withhold(app, ack_id, "not_allowed"),
                Err(NotificationError::Failed(_)) => return withhold(app, ack_id, "failed"),
            }
            PushOutcome::Notification
        }
        Presentation::Banner => {
            let channel_id = content.channel_id.as_ref().and_then(|id| id.parse().ok());
            let banner = BannerView { title: content.title.clone(), body: content.body.clone(), channel_id };
            app.announce(Change::Banner(banner));
            app.trace(TraceKind::Shown, ack_id, "banner shown inside the app", shown("banner"));
            PushOutcome::Banner
        }
        Presentation::Nothing(why) => withhold(app, ack_id, why.name()),
    }
}

fn withhold(app: &App, ack_id: Option<&str>, why: &str) -> PushOutcome {
    app.trace(TraceKind::Withheld, ack_id, format!("not shown: {why}"), json!({"reason": why}));
    PushOutcome::Withheld
}

/// Whether the account was erased while the push was handled.
fn is_gone(app: &App, account: &Account) -> bool {
    !app.state().accounts.iter().any(|kept| kept.store.key() == account.store.key())
}

/// Fetches the post itself, so that it is there when the app is opened without a network. Worth a try, no more.
async fn prefetch(app: &App, account: &Account, content: &Content) {
    let channel = content.channel_id.as_ref().and_then(|id| id.parse().ok());
    if let Some(channel) = channel.filter(|_| !app.is_foreground()) {
        let _ = timeout(PREFETCH, refresh_posts(app, account, channel)).await;
    }
}
