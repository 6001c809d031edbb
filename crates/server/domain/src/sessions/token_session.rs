use std::{collections::BTreeMap, sync::Arc};

use countersign_primitives::SessionId;
use countersign_server_rules::session::SessionKind;

use crate::{
    domain::Domain,
    error::Result,
    model::{AccessToken, Session, TokenHash, User},
    ports::bus::Change,
    sessions::sign_in::lengths,
};

/// What a token's session says it is.
pub(super) const TYPE: (&str, &str) = ("type", "UserAccessToken");

/// The session of a personal access token: made when the token is first used. `None` when there is no such token, or it
/// does not work now.
pub(super) async fn open(domain: &Domain, hash: TokenHash) -> Result<Option<Arc<Session>>> {
    let token = domain.store().access_token_by_hash(hash).await?.filter(|token| token.is_active);
    let Some(token) = token else { return Ok(None) };
    let Some(user) = domain.find_user(token.user_id).await?.filter(|user| user.is_active()) else { return Ok(None) };
    if !are_allowed(domain, &user) {
        return Ok(None);
    }
    if !domain.store().open_token_session(session(domain, &token, &user)).await? {
        return Ok(None);
    }
    domain.changed(Change::Session(hash));
    Ok(domain.session_by_hash(hash).await?)
}

/// Whether tokens work for this account: always for bots.
pub(super) fn are_allowed(domain: &Domain, user: &User) -> bool {
    user.bot.is_some() || domain.settings().service_settings.enable_user_access_tokens
}

fn session(domain: &Domain, token: &AccessToken, user: &User) -> Session {
    let now = domain.now();
    let random = domain.random().as_ref();
    let props = [
        (TYPE.0, TYPE.1.to_owned()),
        ("user_access_token_id", token.id.to_string()),
        ("csrf", SessionId::generate(random).to_string()),
        ("is_bot", user.bot.is_some().to_string()),
        ("is_guest", user.has_role("system_guest").to_string()),
    ];
    Session {
        id: SessionId::generate(random),
        user_id: user.id,
        token_hash: token.token_hash,
        create_at: now,
        expires_at: now + lengths(&domain.settings()).of(SessionKind::AccessToken),
        last_activity_at: now,
        device_id: String::new(),
        roles: user.roles.clone(),
        is_oauth: false,
        expired_notify: false,
        props: props.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<BTreeMap<_, _>>(),
    }
}
