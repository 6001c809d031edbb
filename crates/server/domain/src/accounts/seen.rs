use std::sync::Arc;

use countersign_primitives::UserId;
use countersign_server_rules::permissions::Permission;

use crate::{
    caller::Caller,
    domain::Domain,
    model::{SeenUser, User},
    settings::PrivacySettings,
};

/// An account as everybody else sees it, by the server's privacy settings.
pub fn seen(user: &User, whole: bool, privacy: &PrivacySettings) -> SeenUser {
    let mut user = user.clone();
    if !whole {
        if !privacy.show_email_address {
            user.email.clear();
        }
        if !privacy.show_full_name {
            user.first_name.clear();
            user.last_name.clear();
        }
        user.notify_props = Arc::default();
        user.auth_data = None;
        user.failed_attempts = 0;
        user.last_password_update = countersign_primitives::TimestampMs::ZERO;
        user.email_verified = false;
        user.mfa_active = false;
    }
    SeenUser { user, whole }
}

/// How the caller sees one account: one's own and administrators' eyes see everything.
pub(super) fn one(domain: &Domain, caller: &Caller, user: &User) -> SeenUser {
    let privacy = &domain.settings().privacy_settings;
    if caller.user_id() == user.id {
        seen(user, true, privacy)
    } else {
        without_password_time(seen(user, sees_everything(domain, caller), privacy))
    }
}

/// How the caller sees accounts in lists: oneself like everybody else.
pub(super) fn many(domain: &Domain, caller: &Caller, users: impl IntoIterator<Item = User>) -> Vec<SeenUser> {
    let whole = sees_everything(domain, caller);
    let settings = domain.settings();
    let seen = |user: User| without_password_time(seen(&user, whole, &settings.privacy_settings));
    users.into_iter().map(seen).collect()
}

/// When somebody changed the password is nobody else's business, not even an administrator's.
fn without_password_time(mut seen: SeenUser) -> SeenUser {
    seen.user.last_password_update = countersign_primitives::TimestampMs::ZERO;
    seen
}

pub(super) fn sees_everything(domain: &Domain, caller: &Caller) -> bool {
    domain.access(caller).allows(Permission::ManageSystem)
}

/// Says to everybody that an account changed: all of it to itself and to administrators, the rest to the rest.
pub(crate) async fn say_updated(domain: &Domain, user: Arc<User>) {
    use crate::event::{Audience, AudienceSight, EventKind};
    let id: UserId = user.id;
    let said = |whole| EventKind::UserUpdated { user: Arc::clone(&user), whole };
    domain.say(said(true), Audience::user(id)).await;
    let others = Audience::everybody().without(id);
    let admins = Audience { sight: AudienceSight::AdministratorsOnly, ..others.clone() };
    domain.say(said(true), admins).await;
    domain.say(said(false), Audience { sight: AudienceSight::NotAdministrators, ..others }).await;
}
