use std::sync::Arc;

use countersign_server_rules::session::{SessionKind, SessionState, is_expired, is_idle};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Session, TokenHash},
    ports::store::{SessionSelection, Wipe},
    sessions::token_session,
};

/// Who a token belongs to; `None` when it is nobody's, or its session is over. Costs two looks into memory.
///
/// # Errors
/// The store does not work.
pub async fn authenticate(domain: &Domain, token: &str) -> Result<Option<Caller>> {
    authenticate_again(domain, TokenHash::of(token)).await
}

/// The same for a token that was seen before.
///
/// # Errors
/// The store does not work.
pub async fn authenticate_again(domain: &Domain, hash: TokenHash) -> Result<Option<Caller>> {
    let found = match domain.session_by_hash(hash).await? {
        Some(session) => Some(session),
        None => token_session::open(domain, hash).await?,
    };
    let Some(session) = found else { return Ok(None) };
    if is_expired(session.expires_at, domain.now()) {
        return Ok(None);
    }
    if is_forgotten(domain, &session) {
        let ended =
            domain.store().end_sessions(SessionSelection::One(session.id), Wipe::Silently, domain.now()).await?;
        domain.sessions_ended(ended);
        return Ok(None);
    }
    let user = domain.find_user(session.user_id).await?.filter(|user| user.is_active());
    let is_token = session.prop(token_session::TYPE.0) == Some(token_session::TYPE.1);
    let user = user.filter(|user| !is_token || token_session::are_allowed(domain, user));
    Ok(user.map(|user| Caller { session, user }))
}

/// Whether nobody used the session for too long.
fn is_forgotten(domain: &Domain, session: &Arc<Session>) -> bool {
    let settings = domain.settings();
    let limit_minutes = u64::from(settings.service_settings.session_idle_timeout_in_minutes);
    let limit = std::time::Duration::from_secs(60 * limit_minutes);
    let extends = settings.service_settings.extend_session_length_with_activity;
    is_idle(&state(session), limit, extends, domain.now())
}

/// A session as the rules about its length see it.
pub(super) fn state(session: &Session) -> SessionState {
    let through_provider = session.prop("isSaml") == Some("true") || session.prop("isOAuthUser") == Some("true");
    let kind = if session.prop(token_session::TYPE.0) == Some(token_session::TYPE.1) {
        SessionKind::AccessToken
    } else {
        SessionKind::of(!session.device_id.is_empty(), session.is_mobile(), through_provider)
    };
    SessionState {
        kind,
        create_at: session.create_at,
        expires_at: session.expires_at,
        last_activity_at: session.last_activity_at,
        is_oauth: session.is_oauth,
    }
}
