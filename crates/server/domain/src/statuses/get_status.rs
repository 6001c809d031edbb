use countersign_primitives::UserId;
use countersign_server_rules::{error::invalid_body_param, status::PresenceRecord};

use crate::{domain::Domain, error::Result};

/// Somebody's presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserStatus {
    /// Whose.
    pub user_id: UserId,
    /// What is known.
    pub record: PresenceRecord,
}

/// One user's presence; of who was never there, offline.
///
/// # Errors
/// 404 without such a user.
pub async fn get_status(domain: &Domain, user_id: UserId) -> Result<UserStatus> {
    domain.user(user_id).await?;
    let records = domain.presence().of(&[user_id]).await?;
    Ok(UserStatus { user_id, record: records.get(&user_id).copied().unwrap_or_default() })
}

/// Whether this server keeps anybody's presence.
pub fn are_kept(domain: &Domain) -> bool {
    domain.settings().service_settings.enable_user_statuses
}

/// Several users' presence, in the order asked for; of strangers, offline. Nothing when presence is switched off.
///
/// # Errors
/// 400 for an empty list.
pub async fn statuses_by_ids(domain: &Domain, users: &[UserId]) -> Result<Vec<UserStatus>> {
    if users.is_empty() {
        return Err(invalid_body_param("user_ids").into());
    }
    if !domain.settings().service_settings.enable_user_statuses {
        return Ok(Vec::new());
    }
    let records = domain.presence().of(users).await?;
    let status = |&user_id: &UserId| UserStatus { user_id, record: records.get(&user_id).copied().unwrap_or_default() };
    Ok(users.iter().map(status).collect())
}

/// Everybody who has been there since the server started.
pub fn known_statuses(domain: &Domain) -> Vec<UserStatus> {
    domain.presence().known().into_iter().map(|(user_id, record)| UserStatus { user_id, record }).collect()
}
