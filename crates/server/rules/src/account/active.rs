use crate::{
    error::{RuleError, known},
    permissions::{Access, Permission},
};

/// Somebody switches an account on or off.
#[derive(Clone, Copy, Debug)]
pub struct ActiveChange {
    /// Whether it is their own.
    pub is_own: bool,
    /// Whether it is switched on.
    pub activates: bool,
    /// `EnableUserDeactivation`; false by default.
    pub may_deactivate_own: bool,
}

/// Whether somebody may switch an account on or off. An administrator may switch off anybody, also themselves.
///
/// # Errors
/// 403 for somebody else's account, 401 for one's own unless the setting allows it (as the incumbent answers; phones
/// never ask this).
pub fn check_active_change(change: ActiveChange, access: &Access) -> Result<(), RuleError> {
    if access.allows(Permission::SysconsoleWriteUserManagementUsers) {
        return Ok(());
    }
    match change {
        ActiveChange { is_own: true, activates: false, may_deactivate_own: true } => Ok(()),
        ActiveChange { is_own: true, .. } => Err(known::USER_UPDATE_ACTIVE_NOT_ENABLE),
        ActiveChange { is_own: false, .. } => Err(known::USER_UPDATE_ACTIVE_PERMISSIONS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_administrators_switch_others_off() {
        let user = Access::built_in(&["system_user"]);
        let own = ActiveChange { is_own: true, activates: false, may_deactivate_own: false };
        let other = ActiveChange { is_own: false, ..own };
        assert_eq!(check_active_change(own, &user), Err(known::USER_UPDATE_ACTIVE_NOT_ENABLE));
        assert_eq!(check_active_change(other, &user), Err(known::USER_UPDATE_ACTIVE_PERMISSIONS));
        assert_eq!(check_active_change(ActiveChange { may_deactivate_own: true, ..own }, &user), Ok(()));
        assert_eq!(check_active_change(other, &Access::built_in(&["system_admin"])), Ok(()));
    }
}
