use countersign_mobile_policy::{BlockReason, EraseReason, GateVerdict};
use countersign_mobile_store::{PersonRow, StoreError};

use crate::{
    Platform,
    app::{Account, App},
    bridge::{AccountView, AppView, GateView, PersonView},
    names::NameFormat,
};

/// The whole application state. Behind a gate that is not open nothing of the account shows.
pub(crate) fn state_view(app: &App) -> AppView {
    let verdict = app.gate();
    let protection = app.protection();
    let open = verdict == GateVerdict::Open;
    let account = app.account().filter(|_| open);
    let account = account.and_then(|account| match account_view(&account) {
        Ok(view) => Some(view),
        Err(error) => {
            tracing::warn!(%error, "the account cannot be read");
            None
        }
    });
    let state = app.state();
    let (connection, navigate) = (state.connection, state.navigate.filter(|_| open));
    drop(state);
    AppView {
        gate: gate_view(app, verdict),
        account,
        connection,
        badge: app.badge(),
        copy_allowed: protection.copy_allowed,
        screen_protected: protection.screen_protected,
        navigate,
    }
}

fn gate_view(app: &App, verdict: GateVerdict) -> GateView {
    match verdict {
        GateVerdict::Open => GateView::Open,
        GateVerdict::Locked { vendor } => GateView::Locked { vendor },
        GateVerdict::Erased { reason } => GateView::Erased { reason: erased_text(reason).to_owned() },
        GateVerdict::Blocked { reason, can_sign_out, vendor } => {
            let reason = blocked_text(reason, &vendor, app.identity.platform);
            GateView::Blocked { vendor, reason, can_sign_out }
        }
        GateVerdict::SignIn(offer) => GateView::SignIn {
            server_url: offer.server_url,
            username: offer.username,
            server_locked: offer.server_locked,
        },
    }
}

/// Why the data is gone, for the user.
fn erased_text(reason: EraseReason) -> &'static str {
    match reason {
        EraseReason::SessionEnded => {
            "Your session was ended by the server: it expired, was revoked, or the account was deactivated. \
             Everything of it was removed from this device."
        }
        EraseReason::OrderedByServer => {
            "Your organisation removed this account from your device. Everything of it was erased."
        }
        EraseReason::Unreadable => {
            "The data on this device could not be opened any more, so it was removed. Sign in again to fetch it anew."
        }
        EraseReason::SignedOut => "You signed out. Everything of the account was removed from this device.",
    }
}

fn blocked_text(reason: BlockReason, vendor: &str, platform: Platform) -> String {
    match (reason, platform) {
        (BlockReason::Compromised, _) => format!("{vendor} does not trust jailbroken or rooted devices."),
        (BlockReason::NotSecured, Platform::Ios) => {
            format!("{vendor} needs Face ID, Touch ID or a passcode. Set one up in Settings, under Face ID & Passcode.")
        }
        (BlockReason::NotSecured, Platform::Android) => {
            format!("{vendor} needs a screen lock. Set one up in the security settings of this device.")
        }
    }
}

fn account_view(account: &Account) -> Result<AccountView, StoreError> {
    let (person, format) = account.store.read(|read| Ok((read.person(account.user_id)?, NameFormat::read(read)?)))?;
    let username = person.as_ref().map(|person| person.username.clone()).unwrap_or_default();
    Ok(AccountView {
        user_id: account.user_id,
        display_name: person.as_ref().map_or_else(|| username.clone(), |person| format.name(person)),
        username,
        server_url: account.api.base().to_owned(),
        site_name: account.facts().policy.vendor().to_owned(),
        status: person.map(|person| person.status).unwrap_or_default(),
    })
}

/// A person to write to.
pub(crate) fn person_view(format: NameFormat, person: &PersonRow) -> PersonView {
    PersonView {
        user_id: person.id,
        username: person.username.clone(),
        display_name: format.name(person),
        status: person.status.clone(),
    }
}
