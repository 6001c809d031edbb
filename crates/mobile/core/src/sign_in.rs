//! Looking at a server, signing in, signing out.

use std::sync::Arc;

use countersign_appconfig::KeyId;
use countersign_mobile_policy::{DeviceIntegrity, EraseReason, ServerPolicy, may_use_server};
use countersign_mobile_store::{AccountStore, Setting};
use countersign_primitives::Secret;
use countersign_wire_api::{ClientConfig, PingResponse};

use crate::{
    address,
    api::{ApiError, LoginForm, SignedIn},
    app::{Account, App, Want},
    bridge::{BridgeError, BridgeErrorKind, ServerView},
    convert,
    error::CoreError,
    refusal::{refusal, refused},
    sync::entry,
    workers,
};

/// A server that was looked at: what signing in needs.
#[derive(Clone, Debug)]
pub(crate) struct LookedAt {
    url: String,
    config: ClientConfig,
}

/// Looks at a server before signing in.
///
/// Source: `mattermost/mattermost-mobile` `app/screens/server/index.tsx` (order of calls).
pub(crate) async fn look_at(app: &App, typed: &str) -> Result<(LookedAt, ServerView), BridgeError> {
    let candidates = address::candidates(typed)
        .map_err(|_| refused(BridgeErrorKind::Invalid, "This is not the address of a server."))?;
    let managed = app.state().managed.clone();
    if !candidates.iter().any(|url| may_use_server(&managed, url)) {
        let message = format!("{} allows no other server in this app.", managed.vendor);
        return Err(refused(BridgeErrorKind::Refused, &message));
    }
    let timeout =
        if managed.provenance.contains_key(&KeyId::Timeout) { managed.request_timeout } else { app.pace.ping_timeout };
    let mut url = Err(ApiError::Transport(countersign_mobile_host::TransportError::Unreachable));
    for candidate in candidates {
        url = app.client(candidate.clone()).look(timeout).await.map(|led| address::after_redirects(&candidate, &led));
        if url.is_ok() {
            break;
        }
    }
    let url = url.map_err(|error| unreachable_server(&error))?;
    let client = app.client(url.clone());
    let device = app.host.push_tokens.current();
    let ping = client.ping(app.now().0, device.as_ref(), timeout).await.map_err(|error| not_a_server(&error))?;
    let (config, license) = tokio::join!(client.client_config(), client.client_license());
    let config = config.map_err(|error| not_a_server(&error))?;
    if let Err(error) = license
        && !error.is_not_offered()
    {
        return Err(not_a_server(&error));
    }
    if config.server_id().is_none() {
        let message = "The server does not say who it is. Ask its administrator to check its DiagnosticId.";
        return Err(refused(BridgeErrorKind::Refused, message));
    }
    let view = server_view(&url, &config, &ping);
    Ok((LookedAt { url, config }, view))
}

fn server_view(url: &str, config: &ClientConfig, ping: &PingResponse) -> ServerView {
    let push_available = match ping.can_receive_notifications.as_deref() {
        Some("false") => Some(false),
        Some("unknown") => None,
        _ => Some(true),
    };
    ServerView {
        url: url.to_owned(),
        site_name: ServerPolicy::read(|key| config.get(key)).vendor().to_owned(),
        email_sign_in: config.is_true("EnableSignInWithEmail"),
        username_sign_in: config.is_true("EnableSignInWithUsername"),
        push_available,
    }
}

/// Signs in. A device the server does not trust never gets as far as sending the password.
pub(crate) async fn sign_in(
    app: &Arc<App>,
    server: &LookedAt,
    login_id: String,
    password: Secret<String>,
    mfa_code: Option<Secret<String>>,
) -> Result<(), BridgeError> {
    let _one_at_a_time = app.signing_in.lock().await;
    if app.account().is_some() {
        return Ok(());
    }
    let policy = ServerPolicy::read(|key| server.config.get(key));
    if policy.jailbreak_protection && app.device_facts().integrity != DeviceIntegrity::Sound {
        let message = format!("{} does not trust jailbroken or rooted devices.", policy.vendor());
        return Err(refused(BridgeErrorKind::Refused, &message));
    }
    let form = LoginForm { login_id, password, mfa_code, device_id: app.host.push_tokens.current() };
    let signed_in = app.client(server.url.clone()).login(&form).await.map_err(|error| login_refusal(&error))?;
    let store = keep(app, server, &signed_in).map_err(|error| refusal(&error))?;
    let (account, wanted) = app.adopt(store).map_err(|error| refusal(&error.into()))?;
    if let Err(error) = entry(app, &account, true).await {
        tracing::debug!(%error, "the first sync failed and will be tried again");
        if matches!(error, CoreError::Api(ApiError::SessionEnded)) {
            app.erase(&account, EraseReason::SessionEnded);
            return Err(refused(BridgeErrorKind::Refused, "The server ended the session at once. Try again."));
        }
        account.want(Want::Everything);
    }
    workers::start(app, &account, wanted);
    Ok(())
}

/// Keeps the new account. Its address is written last: without it a start erases what a killed sign-in left behind.
fn keep(app: &App, server: &LookedAt, signed_in: &SignedIn) -> Result<AccountStore, CoreError> {
    let store = app.phone.create_account(&*app.random, &signed_in.token)?;
    let written = store.write_durably(|write| {
        write.replace_client_config(&server.config.0)?;
        write.put_people([&convert::person(&signed_in.user)])?;
        write.set(Setting::ServerId, server.config.server_id())?;
        write.set(Setting::UserId, Some(signed_in.user.id.as_str()))?;
        write.set(Setting::ServerUrl, Some(&server.url))
    });
    written?;
    app.phone.set_last_server(&server.url)?;
    app.phone.dismiss_notice()?;
    Ok(store)
}

/// Signs out: the server is told, if it can be reached; everything here is erased in any case.
pub(crate) async fn sign_out(app: &App, account: &Account) {
    let told = tokio::time::timeout(app.pace.ping_timeout, account.api.logout()).await;
    if !matches!(told, Ok(Ok(_))) {
        tracing::info!("signed out here, but the server could not be told");
    }
    app.erase(account, EraseReason::SignedOut);
}

fn unreachable_server(error: &ApiError) -> BridgeError {
    let message = match error {
        ApiError::Transport(countersign_mobile_host::TransportError::Tls) => {
            "The server's certificate is not trusted. Ask its administrator."
        }
        ApiError::Transport(countersign_mobile_host::TransportError::Offline) => {
            "There is no network. Connect and try again."
        }
        _ => "The server cannot be reached. Check the address and your connection.",
    };
    refused(BridgeErrorKind::Unreachable, message)
}

fn not_a_server(error: &ApiError) -> BridgeError {
    match error {
        ApiError::Transport(_) => unreachable_server(error),
        ApiError::Refused { status: 401, .. } => refused(
            BridgeErrorKind::Refused,
            "The server requires a client certificate that this device does not have.",
        ),
        _ => refused(BridgeErrorKind::Unreachable, "There is no messaging server at this address."),
    }
}

fn login_refusal(error: &ApiError) -> BridgeError {
    match error {
        ApiError::Refused { id, .. } if id.contains("mfa.validate_token.authenticate") => {
            refused(BridgeErrorKind::MfaRequired, "Enter the code of your authenticator app.")
        }
        ApiError::Refused { status: 401, message, .. } => {
            let message = if message.is_empty() { "The name or the password is wrong." } else { message };
            refused(BridgeErrorKind::Credentials, message)
        }
        other => refusal(&other.clone().into()),
    }
}
