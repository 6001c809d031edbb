use std::{collections::BTreeMap, sync::Arc};

use countersign_primitives::{SessionId, TimestampMs, UserId};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Session, TokenHash, User},
    ports::store::{Page, UserFilter, UserScope},
};

const ROLES: &str = "system_user system_admin";

/// Whoever administers the machine that a server runs on. For most things this is its first active administrator by
/// name, so that what is made has an owner. Without any, and for what is done to accounts, it is somebody who is not
/// stored but may do the same: the administrator himself may be meant, and accounts may be what is missing.
///
/// # Errors
/// The store does not work.
pub async fn local_administrator(domain: &Domain, is_about_accounts: bool) -> Result<Caller> {
    let first = UserFilter {
        active: Some(true),
        roles: vec!["system_admin".to_owned()],
        ..UserFilter::of(UserScope::default(), Page { number: 0, size: 1 })
    };
    let found = if is_about_accounts { None } else { domain.store().users(first).await?.pop() };
    let user = found.unwrap_or_else(|| nobody(domain));
    Ok(Caller { session: Arc::new(session(domain, user.id)), user: Arc::new(user) })
}

/// For one request: it is in no store, and no token finds it.
fn session(domain: &Domain, user_id: UserId) -> Session {
    let now = domain.now();
    Session {
        id: SessionId::generate(domain.random().as_ref()),
        user_id,
        token_hash: TokenHash([0; 32]),
        create_at: now,
        expires_at: TimestampMs::ZERO,
        last_activity_at: now,
        device_id: String::new(),
        roles: ROLES.to_owned(),
        is_oauth: false,
        expired_notify: false,
        props: BTreeMap::new(),
    }
}

fn nobody(domain: &Domain) -> User {
    User {
        id: UserId::generate(domain.random().as_ref()),
        username: "local".to_owned(),
        email: String::new(),
        email_verified: true,
        auth_data: None,
        auth_service: String::new(),
        nickname: String::new(),
        first_name: String::new(),
        last_name: String::new(),
        position: String::new(),
        roles: ROLES.to_owned(),
        locale: "en".to_owned(),
        timezone: Arc::default(),
        props: Arc::default(),
        notify_props: Arc::default(),
        create_at: TimestampMs::ZERO,
        update_at: TimestampMs::ZERO,
        delete_at: TimestampMs::ZERO,
        last_password_update: TimestampMs::ZERO,
        last_picture_update: TimestampMs::ZERO,
        failed_attempts: 0,
        mfa_active: false,
        bot: None,
    }
}
