use crate::permissions::{Permission, PermissionSet, built_in_role};

/// What somebody may do at a place: the permissions of their roles in the system, in the team and in the channel. A
/// role of the system or team reaches into every channel below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Access {
    allowed: PermissionSet,
}

impl Access {
    /// Access by role names, separated by spaces, each looked up by the caller (roles can be changed); a name that is
    /// not found adds nothing. Pass what applies: the user's roles, the team membership's, the channel membership's. In
    /// direct and group messages there is no team, so pass no team's.
    pub fn new<'a>(role_lists: &[&'a str], find: impl Fn(&'a str) -> Option<PermissionSet>) -> Self {
        let names = role_lists.iter().flat_map(|list| list.split_whitespace());
        let allowed = names.filter_map(find).fold(PermissionSet::NOTHING, |all, role| all.with(&role));
        Self { allowed }
    }

    /// Access by the built-in roles as they come.
    pub fn built_in(role_lists: &[&str]) -> Self {
        Self::new(role_lists, |name| built_in_role(name).map(super::DefaultRole::permissions))
    }

    /// Whether it allows something.
    pub fn allows(&self, permission: Permission) -> bool {
        self.allowed.allows(permission)
    }
}
