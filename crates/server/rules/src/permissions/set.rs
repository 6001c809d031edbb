use std::fmt;

use crate::permissions::Permission;

const WORDS: usize = Permission::ALL.len().div_ceil(64);

/// A set of permissions; asking is one look at a bit.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PermissionSet([u64; WORDS]);

impl PermissionSet {
    /// Nothing.
    pub const NOTHING: Self = Self([0; WORDS]);

    /// Every permission there is.
    pub const EVERYTHING: Self = Self([u64::MAX; WORDS]);

    /// Whether it allows something.
    pub fn allows(&self, permission: Permission) -> bool {
        let place = permission as usize;
        self.0[place / 64] & (1 << (place % 64)) != 0
    }

    /// This and the other together.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(word, more)| *word |= more);
        self
    }

    /// The permissions of these names; unknown names allow nothing.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        names.into_iter().filter_map(Permission::parse).collect()
    }

    /// The permissions it holds, by name.
    pub fn iter(&self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(|&permission| self.allows(permission))
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let mut set = Self::NOTHING;
        for permission in permissions {
            let place = permission as usize;
            set.0[place / 64] |= 1 << (place % 64);
        }
        set
    }
}

impl fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Permission::as_str)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_into_it() {
        let set = PermissionSet::from_names(["create_post", "view_team", "unknown"]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Permission::CreatePost, Permission::ViewTeam]);
        assert!(PermissionSet::EVERYTHING.iter().eq(Permission::ALL.iter().copied()));
    }
}
