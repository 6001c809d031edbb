//! Calls of a user interface: what is allowed now, and what each does.

mod channels;
mod posts;

use std::sync::Arc;

use parking_lot::Mutex;

use countersign_mobile_host::OwnerAnswer;
use countersign_mobile_policy::{GateVerdict, OwnerEvent};
use countersign_primitives::Secret;

use crate::{
    app::{Account, App, Change},
    bridge::{BridgeCall, BridgeError, BridgeErrorKind, BridgeReply},
    refusal::{refusal, refused},
    sign_in::{LookedAt, look_at, sign_in, sign_out},
    views::state_view,
};

/// Answers a call; what may not show now is refused before anything is done.
pub(crate) async fn answer(app: &Arc<App>, looked_at: &Mutex<Option<LookedAt>>, call: BridgeCall) -> BridgeReply {
    let gate = app.gate();
    if !is_allowed(&call, &gate) {
        return BridgeReply::Error(refused(BridgeErrorKind::Gate, "This is not available now."));
    }
    dispatch(app, looked_at, call).await.unwrap_or_else(BridgeReply::Error)
}

/// What may be asked behind which gate.
fn is_allowed(call: &BridgeCall, gate: &GateVerdict) -> bool {
    match call {
        BridgeCall::State => true,
        BridgeCall::LookAtServer { .. } | BridgeCall::SignIn { .. } => matches!(gate, GateVerdict::SignIn(_)),
        BridgeCall::Unlock => matches!(gate, GateVerdict::Locked { .. }),
        BridgeCall::AcknowledgeErased => matches!(gate, GateVerdict::Erased { .. }),
        // Leaving is never forbidden to whoever may still be signed in.
        BridgeCall::SignOut => !matches!(gate, GateVerdict::SignIn(_) | GateVerdict::Erased { .. }),
        BridgeCall::CloseChannel => !matches!(gate, GateVerdict::Blocked { .. }),
        _ => *gate == GateVerdict::Open,
    }
}

async fn dispatch(
    app: &Arc<App>,
    looked_at: &Mutex<Option<LookedAt>>,
    call: BridgeCall,
) -> Result<BridgeReply, BridgeError> {
    match call {
        BridgeCall::State => Ok(state(app)),
        BridgeCall::LookAtServer { url } => {
            *looked_at.lock() = None;
            let (found, view) = look_at(app, &url).await?;
            *looked_at.lock() = Some(found);
            Ok(BridgeReply::Server(view))
        }
        BridgeCall::SignIn { login_id, password, mfa_code } => {
            let server = looked_at.lock().clone();
            let server =
                server.ok_or_else(|| refused(BridgeErrorKind::Invalid, "Enter the address of the server first."))?;
            sign_in(app, &server, login_id, Secret::new(password), mfa_code.map(Secret::new)).await?;
            Ok(state(app))
        }
        BridgeCall::SignOut => {
            if let Some(account) = app.account() {
                sign_out(app, &account).await;
            }
            Ok(state(app))
        }
        BridgeCall::Unlock => {
            unlock(app).await;
            Ok(state(app))
        }
        BridgeCall::AcknowledgeErased => {
            app.phone.dismiss_notice().map_err(|error| refusal(&error.into()))?;
            app.state().erased = None;
            app.announce(Change::State);
            Ok(state(app))
        }
        other => with_account(app, other).await,
    }
}

fn state(app: &App) -> BridgeReply {
    BridgeReply::State(state_view(app))
}

/// Asks the device's owner, one prompt at a time.
async fn unlock(app: &App) {
    let _one_at_a_time = app.prompt.lock().await;
    // The answer to a question asked meanwhile may have opened it.
    let GateVerdict::Locked { vendor } = app.gate() else { return };
    let event = match app.host.biometrics.authenticate(&format!("Secured by {vendor}")).await {
        OwnerAnswer::Authenticated => OwnerEvent::Authenticated,
        OwnerAnswer::Refused => OwnerEvent::Refused,
    };
    let (now, foreground) = (app.now(), app.is_foreground());
    let mut state = app.state();
    state.owner = state.owner.after(event);
    if !foreground {
        // The app left the screen while the question was open: the five minutes began.
        state.owner = state.owner.after(OwnerEvent::LeftForeground(now));
    }
    drop(state);
    app.announce(Change::State);
}

async fn with_account(app: &App, call: BridgeCall) -> Result<BridgeReply, BridgeError> {
    let account = app.account().ok_or_else(|| refused(BridgeErrorKind::Gate, "Nobody is signed in."))?;
    let account: &Account = &account;
    match call {
        BridgeCall::Channels => channels::list(account),
        BridgeCall::OpenChannel { channel_id } => channels::open(app, account, channel_id).await,
        BridgeCall::CloseChannel => Ok(channels::close(app, account)),
        BridgeCall::StartDirect { user_id } => channels::start_direct(app, account, user_id).await,
        BridgeCall::FindPeople { term } => channels::find_people(account, &term).await,
        BridgeCall::SetStatus { status } => channels::set_status(app, account, &status).await,
        BridgeCall::OlderPosts { channel_id, before } => posts::older(app, account, channel_id, before).await,
        BridgeCall::Send { channel_id, root_id, message } => posts::send(app, account, channel_id, root_id, message),
        BridgeCall::RetrySend { pending_post_id } => posts::retry(app, account, &pending_post_id),
        BridgeCall::DiscardSend { pending_post_id } => posts::discard(app, account, &pending_post_id),
        _ => Err(refused(BridgeErrorKind::Invalid, "This is not a call for an account.")),
    }
}
