use std::sync::Arc;

use serde_json::json;

use countersign_mobile_policy::{Acceptance, PushFacts, SignatureState, accept_push};
use countersign_mobile_store::{PushRow, PushState, Reader, Setting, StoreError};
use countersign_primitives::DeviceId;
use countersign_wire_push::{DevicePush, PushType};

use super::{
    accepted::Accepted,
    act::act,
    busy::{InHand, Resuming},
    content::notification_id,
    raw::{PushOutcome, RawPush},
};
use crate::{
    app::{Account, App},
    receipts::acknowledge,
    signature,
    trace::TraceKind,
};

/// Handles a push from its arrival to its receipt.
pub(crate) async fn receive(app: &App, raw: RawPush) -> PushOutcome {
    let push = raw.read();
    let ack_id = push.as_ref().and_then(|push| push.ack_id.clone());
    app.trace(TraceKind::Received, ack_id.as_deref(), "a push arrived", raw.seen());
    let Some(push) = push else {
        app.trace(TraceKind::Rejected, None, "not a push of a messaging server", json!({"reason": "malformed"}));
        return PushOutcome::Rejected;
    };
    if push.kind == PushType::Test && push.ack_id.is_none() {
        // Only asks whether the token works, often before anybody is signed in: nothing to verify, nothing to do.
        return PushOutcome::Nothing;
    }
    let Some((account, acceptance)) = verify(app, &push) else { return PushOutcome::Rejected };
    handle(app, &account, push, &raw, acceptance).await
}

/// Goes on with pushes that were written down but not done when the app was killed.
pub(crate) async fn resume(app: Arc<App>, account: Arc<Account>, _resuming: Resuming) {
    let unfinished = match account.store.read(Reader::unfinished_pushes) {
        Ok(unfinished) => unfinished,
        Err(error) => return tracing::warn!(%error, "unfinished pushes cannot be read"),
    };
    for row in unfinished {
        let raw = row.payload.as_deref().and_then(|json| serde_json::from_str::<RawPush>(json).ok());
        let again = raw.and_then(|raw| Some((raw.read()?, raw)));
        let verified = again.and_then(|(push, raw)| Some((verify(&app, &push)?, push, raw)));
        match verified {
            Some(((_, acceptance), push, raw)) => {
                handle(&app, &account, push, &raw, acceptance).await;
            }
            None => {
                let _ = account.store.write(|write| write.finish_push(&row.ack_id));
            }
        }
    }
    account.want(crate::app::Want::Receipts);
}

/// Whether the push may be acted on, and for which account.
fn verify(app: &App, push: &DevicePush) -> Option<(Arc<Account>, Acceptance)> {
    let accounts = app.state().accounts.clone();
    let account = push
        .server_id
        .as_ref()
        .and_then(|id| accounts.into_iter().find(|account| account.facts().server_id.as_ref() == Some(id)));
    let device = app.host.push_tokens.current();
    let facts = account.as_ref().map(|account| account.facts());
    let key = facts.as_ref().and_then(|facts| facts.signing_key.as_deref());
    let token = device.as_ref().map(DeviceId::token);
    let signature = signature::check(push, key, token);
    let signed_before = account.as_ref().is_some_and(|account| {
        account.store.read(|read| read.setting(Setting::SignedPushSeen)).is_ok_and(|s| s.is_some())
    });
    let decided = accept_push(&PushFacts {
        server_known: account.is_some(),
        server_version: facts.as_ref().and_then(|facts| facts.version),
        token_known: token.is_some(),
        signed_before,
        signature,
    });
    let ack_id = push.ack_id.as_deref();
    match decided {
        Ok(acceptance) => {
            let account = account?;
            let signed = acceptance == Acceptance::Verified;
            if signed && !signed_before {
                let _ = account.store.write(|write| write.set(Setting::SignedPushSeen, Some("true")));
            }
            let summary = if signed { "the signature is valid" } else { "nothing is signed here yet" };
            app.trace(TraceKind::Verified, ack_id, summary, json!({"signed": signed, "ack_id": ack_id}));
            Some((account, acceptance))
        }
        Err(rejection) => {
            let detail = json!({"reason": rejection.name(), "signature": describe(signature)});
            app.trace(TraceKind::Rejected, ack_id, format!("dropped unseen: {}", rejection.name()), detail);
            None
        }
    }
}

fn describe(signature: SignatureState) -> &'static str {
    match signature {
        SignatureState::Absent => "absent",
        SignatureState::Unsigned => "unsigned",
        SignatureState::Valid => "valid",
        SignatureState::Invalid(_) => "invalid",
    }
}

/// Acts on an accepted push once, whatever happens in between.
async fn handle(app: &App, account: &Account, push: DevicePush, raw: &RawPush, acceptance: Acceptance) -> PushOutcome {
    let row = PushRow {
        ack_id: push.ack_id.clone().unwrap_or_default(),
        received_at: app.now(),
        kind: push.kind.as_str().to_owned(),
        post_id: push.post_id.clone(),
        channel_id: push.channel_id.clone(),
        notification_id: notification_id(&push),
        payload: serde_json::to_string(raw).ok(),
        acknowledged: false,
    };
    let named = !row.ack_id.is_empty();
    let _in_hand = InHand::take(app, &row.ack_id).await;
    let known = match begin(account, &row, named) {
        Ok(known) => known,
        Err(error) => {
            tracing::warn!(%error, "a push could not be written down");
            return PushOutcome::Failed;
        }
    };
    if known == PushState::Done {
        return duplicate(app, &row);
    }
    let accepted = Accepted { push, row, acceptance, apns: raw.is_apns(), resumed: known == PushState::Unfinished };
    let outcome = act(app, account, &accepted).await;
    match outcome {
        Ok(acted) => {
            if named && acted.owes_receipt {
                let _ = acknowledge(app, account, &accepted.row).await;
            }
            acted.outcome
        }
        Err(error) => {
            // Closed means erased meanwhile: nothing of it is left to show.
            tracing::debug!(%error, "a push could not be finished");
            PushOutcome::Failed
        }
    }
}

fn begin(account: &Account, row: &PushRow, named: bool) -> Result<PushState, StoreError> {
    if named { account.store.write(|write| write.begin_push(row)) } else { Ok(PushState::New) }
}

fn duplicate(app: &App, row: &PushRow) -> PushOutcome {
    app.trace(TraceKind::Duplicate, Some(&row.ack_id), "handled before", json!({"notification": row.notification_id}));
    PushOutcome::Duplicate
}
