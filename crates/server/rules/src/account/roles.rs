use crate::{
    error::{RuleError, invalid_body_param},
    permissions::BuiltInRole,
};

const MAX_ROLES_BYTES: usize = 256;

/// The roles a new account has: the first of a server administrates it.
pub fn roles_of_new_user(is_first: bool, is_guest: bool) -> String {
    match (is_first, is_guest) {
        (true, _) => format!("{} {}", BuiltInRole::SystemAdmin.as_str(), BuiltInRole::SystemUser.as_str()),
        (false, true) => BuiltInRole::SystemGuest.as_str().to_owned(),
        (false, false) => BuiltInRole::SystemUser.as_str().to_owned(),
    }
}

/// Whether an account may be given these role names, separated by spaces: at least one, each of letters, digits and
/// `_`, and not the administrator's alone, which is a slip: it would take away what users have. That each role exists
/// is the caller's to check.
///
/// # Errors
/// 400, `roles`.
pub fn check_user_roles(roles: &str) -> Result<(), RuleError> {
    let names: Vec<_> = roles.split_whitespace().collect();
    let is_name =
        |name: &&str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let good = !names.is_empty()
        && roles.len() <= MAX_ROLES_BYTES
        && names.iter().all(is_name)
        && names != [BuiltInRole::SystemAdmin.as_str()];
    if good { Ok(()) } else { Err(invalid_body_param("roles")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_administrators_role_does_not_come_alone() {
        for (roles, good) in [
            ("system_user system_post_all", true),
            ("system_admin system_user", true),
            ("system_admin", false),
            ("", false),
            ("system_user; drop", false),
        ] {
            assert_eq!(check_user_roles(roles).is_ok(), good, "{roles}");
        }
        assert!(check_user_roles(&roles_of_new_user(true, false)).is_ok());
    }
}
