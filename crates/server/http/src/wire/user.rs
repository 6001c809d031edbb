use std::collections::BTreeMap;

use countersign_primitives::TimestampMs;
use countersign_server_domain::{
    accounts::{ProfilePatch, SeenUser},
    model,
};
use countersign_wire_api::{User, UserPatch};

/// An account as its viewer gets it.
pub(crate) fn seen_user(seen: &SeenUser) -> User {
    user(&seen.user, seen.whole)
}

/// Several.
pub(crate) fn users(seen: &[SeenUser]) -> Vec<User> {
    seen.iter().map(seen_user).collect()
}

/// An account; not `whole` for eyes that may not see when and how its owner signs in.
pub(crate) fn user(user: &model::User, whole: bool) -> User {
    let is_bot = user.bot.is_some();
    User {
        id: user.id,
        create_at: user.create_at,
        update_at: user.update_at,
        delete_at: user.delete_at,
        username: user.username.clone(),
        auth_data: if whole { user.auth_data.clone() } else { Some(String::new()) },
        auth_service: user.auth_service.clone(),
        email: user.email.clone(),
        email_verified: whole && user.email_verified,
        nickname: user.nickname.clone(),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        position: user.position.clone(),
        roles: user.roles.clone(),
        props: (*user.props).clone(),
        notify_props: if whole { (*user.notify_props).clone() } else { BTreeMap::default() },
        last_password_update: if whole { user.last_password_update } else { TimestampMs::ZERO },
        last_picture_update: user.last_picture_update,
        failed_attempts: if whole { user.failed_attempts } else { 0 },
        locale: user.locale.clone(),
        timezone: (*user.timezone).clone(),
        mfa_active: whole && user.mfa_active,
        remote_id: (!is_bot).then(String::new),
        last_activity_at: TimestampMs::ZERO,
        is_bot,
        bot_description: user.bot.as_ref().map(|bot| bot.description.clone()).unwrap_or_default(),
        bot_last_icon_update: TimestampMs::ZERO,
        terms_of_service_id: String::new(),
        terms_of_service_create_at: TimestampMs::ZERO,
        disable_welcome_email: false,
    }
}

/// What a client wants changed of an account.
pub(crate) fn profile_patch(patch: UserPatch) -> ProfilePatch {
    ProfilePatch {
        username: patch.username,
        email: patch.email,
        password: patch.password,
        nickname: patch.nickname,
        first_name: patch.first_name,
        last_name: patch.last_name,
        position: patch.position,
        locale: patch.locale,
        timezone: patch.timezone,
        props: patch.props,
        notify_props: patch.notify_props,
    }
}
