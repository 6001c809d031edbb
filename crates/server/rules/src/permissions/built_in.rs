//! The roles every server has, with what they allow before an administrator changes them: the sets the running server
//! answered, which are those of its source after its own migrations.

use crate::permissions::{Permission, PermissionSet};

/// A role of every server, by its default permissions.
#[derive(Clone, Copy, Debug)]
pub struct DefaultRole {
    /// Its name.
    pub role: BuiltInRole,
    /// `display_name` of the wire: a translation key.
    pub display_name: &'static str,
    /// `description` of the wire: a translation key.
    pub description: &'static str,
    /// Whether memberships get it by a flag (`scheme_user` and the like) rather than by name.
    pub scheme_managed: bool,
    permissions: Allowed,
}

#[derive(Clone, Copy, Debug)]
enum Allowed {
    Everything,
    These(&'static [Permission]),
}

impl DefaultRole {
    /// What it allows.
    pub fn permissions(&self) -> PermissionSet {
        match self.permissions {
            Allowed::Everything => PermissionSet::EVERYTHING,
            Allowed::These(permissions) => permissions.iter().copied().collect(),
        }
    }
}

/// The names of the built-in roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BuiltInRole {
    /// `system_user`.
    SystemUser,
    /// `system_guest`.
    SystemGuest,
    /// `system_admin`.
    SystemAdmin,
    /// `system_post_all`.
    SystemPostAll,
    /// `system_post_all_public`.
    SystemPostAllPublic,
    /// `system_user_access_token`.
    SystemUserAccessToken,
    /// `team_user`.
    TeamUser,
    /// `team_guest`.
    TeamGuest,
    /// `team_admin`.
    TeamAdmin,
    /// `channel_user`.
    ChannelUser,
    /// `channel_guest`.
    ChannelGuest,
    /// `channel_admin`.
    ChannelAdmin,
}

impl BuiltInRole {
    /// The wire's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SystemUser => "system_user",
            Self::SystemGuest => "system_guest",
            Self::SystemAdmin => "system_admin",
            Self::SystemPostAll => "system_post_all",
            Self::SystemPostAllPublic => "system_post_all_public",
            Self::SystemUserAccessToken => "system_user_access_token",
            Self::TeamUser => "team_user",
            Self::TeamGuest => "team_guest",
            Self::TeamAdmin => "team_admin",
            Self::ChannelUser => "channel_user",
            Self::ChannelGuest => "channel_guest",
            Self::ChannelAdmin => "channel_admin",
        }
    }
}

/// All of them, to be stored at the first start.
pub fn default_roles() -> &'static [DefaultRole] {
    ROLES
}

/// The role of a name; `None` when it is not built in.
pub fn built_in_role(name: &str) -> Option<&'static DefaultRole> {
    ROLES.iter().find(|role| role.role.as_str() == name)
}

const ROLES: &[DefaultRole] = &[
    DefaultRole {
        role: BuiltInRole::SystemUser,
        display_name: "authentication.roles.global_user.name",
        description: "authentication.roles.global_user.description",
        scheme_managed: true,
        permissions: Allowed::These(SYSTEM_USER),
    },
    DefaultRole {
        role: BuiltInRole::SystemGuest,
        display_name: "authentication.roles.global_guest.name",
        description: "authentication.roles.global_guest.description",
        scheme_managed: true,
        permissions: Allowed::These(SYSTEM_GUEST),
    },
    DefaultRole {
        role: BuiltInRole::SystemAdmin,
        display_name: "authentication.roles.global_admin.name",
        description: "authentication.roles.global_admin.description",
        scheme_managed: true,
        permissions: Allowed::Everything,
    },
    DefaultRole {
        role: BuiltInRole::SystemPostAll,
        display_name: "authentication.roles.system_post_all.name",
        description: "authentication.roles.system_post_all.description",
        scheme_managed: false,
        permissions: Allowed::These(SYSTEM_POST_ALL),
    },
    DefaultRole {
        role: BuiltInRole::SystemPostAllPublic,
        display_name: "authentication.roles.system_post_all_public.name",
        description: "authentication.roles.system_post_all_public.description",
        scheme_managed: false,
        permissions: Allowed::These(SYSTEM_POST_ALL_PUBLIC),
    },
    DefaultRole {
        role: BuiltInRole::SystemUserAccessToken,
        display_name: "authentication.roles.system_user_access_token.name",
        description: "authentication.roles.system_user_access_token.description",
        scheme_managed: false,
        permissions: Allowed::These(SYSTEM_USER_ACCESS_TOKEN),
    },
    DefaultRole {
        role: BuiltInRole::TeamUser,
        display_name: "authentication.roles.team_user.name",
        description: "authentication.roles.team_user.description",
        scheme_managed: true,
        permissions: Allowed::These(TEAM_USER),
    },
    DefaultRole {
        role: BuiltInRole::TeamGuest,
        display_name: "authentication.roles.team_guest.name",
        description: "authentication.roles.team_guest.description",
        scheme_managed: true,
        permissions: Allowed::These(TEAM_GUEST),
    },
    DefaultRole {
        role: BuiltInRole::TeamAdmin,
        display_name: "authentication.roles.team_admin.name",
        description: "authentication.roles.team_admin.description",
        scheme_managed: true,
        permissions: Allowed::These(TEAM_ADMIN),
    },
    DefaultRole {
        role: BuiltInRole::ChannelUser,
        display_name: "authentication.roles.channel_user.name",
        description: "authentication.roles.channel_user.description",
        scheme_managed: true,
        permissions: Allowed::These(CHANNEL_USER),
    },
    DefaultRole {
        role: BuiltInRole::ChannelGuest,
        display_name: "authentication.roles.channel_guest.name",
        description: "authentication.roles.channel_guest.description",
        scheme_managed: true,
        permissions: Allowed::These(CHANNEL_GUEST),
    },
    DefaultRole {
        role: BuiltInRole::ChannelAdmin,
        display_name: "authentication.roles.channel_admin.name",
        description: "authentication.roles.channel_admin.description",
        scheme_managed: true,
        permissions: Allowed::These(CHANNEL_ADMIN),
    },
];

const SYSTEM_USER: &[Permission] = &[
    Permission::CreateCustomGroup,
    Permission::CreateDirectChannel,
    Permission::CreateEmojis,
    Permission::CreateGroupChannel,
    Permission::CreateTeam,
    Permission::DeleteCustomGroup,
    Permission::DeleteEmojis,
    Permission::EditCustomGroup,
    Permission::JoinPublicTeams,
    Permission::ListPublicTeams,
    Permission::ManageCustomGroupMembers,
    Permission::RestoreCustomGroup,
    Permission::ViewMembers,
];

const SYSTEM_GUEST: &[Permission] = &[Permission::CreateDirectChannel, Permission::CreateGroupChannel];

const SYSTEM_POST_ALL: &[Permission] = &[Permission::CreatePost, Permission::UseChannelMentions];

const SYSTEM_POST_ALL_PUBLIC: &[Permission] = &[Permission::CreatePostPublic, Permission::UseChannelMentions];

const SYSTEM_USER_ACCESS_TOKEN: &[Permission] =
    &[Permission::CreateUserAccessToken, Permission::ReadUserAccessToken, Permission::RevokeUserAccessToken];

const TEAM_USER: &[Permission] = &[
    Permission::AddUserToTeam,
    Permission::CreatePrivateChannel,
    Permission::CreatePublicChannel,
    Permission::InviteUser,
    Permission::JoinPublicChannels,
    Permission::ListTeamChannels,
    Permission::PlaybookPrivateCreate,
    Permission::PlaybookPublicCreate,
    Permission::ReadPublicChannel,
    Permission::ViewTeam,
];

const TEAM_GUEST: &[Permission] = &[Permission::ViewTeam];

const TEAM_ADMIN: &[Permission] = &[
    Permission::AddBookmarkPrivateChannel,
    Permission::AddBookmarkPublicChannel,
    Permission::AddReaction,
    Permission::BypassIncomingWebhookChannelLock,
    Permission::ConvertPrivateChannelToPublic,
    Permission::ConvertPublicChannelToPrivate,
    Permission::CreatePost,
    Permission::DeleteBookmarkPrivateChannel,
    Permission::DeleteBookmarkPublicChannel,
    Permission::DeleteOthersPosts,
    Permission::DeletePost,
    Permission::EditBookmarkPrivateChannel,
    Permission::EditBookmarkPublicChannel,
    Permission::ImportTeam,
    Permission::ManageChannelAccessRules,
    Permission::ManageChannelRoles,
    Permission::ManageOthersIncomingWebhooks,
    Permission::ManageOthersOutgoingWebhooks,
    Permission::ManageOthersSlashCommands,
    Permission::ManageOwnIncomingWebhooks,
    Permission::ManageOwnOutgoingWebhooks,
    Permission::ManageOwnSlashCommands,
    Permission::ManagePrivateChannelAutoTranslation,
    Permission::ManagePrivateChannelBanner,
    Permission::ManagePrivateChannelMembers,
    Permission::ManagePublicChannelAutoTranslation,
    Permission::ManagePublicChannelBanner,
    Permission::ManagePublicChannelMembers,
    Permission::ManageTeam,
    Permission::ManageTeamRoles,
    Permission::OrderBookmarkPrivateChannel,
    Permission::OrderBookmarkPublicChannel,
    Permission::PlaybookPrivateManageRoles,
    Permission::PlaybookPublicManageRoles,
    Permission::ReadPrivateChannelGroups,
    Permission::ReadPublicChannelGroups,
    Permission::RemoveReaction,
    Permission::RemoveUserFromTeam,
    Permission::UploadFile,
    Permission::UseChannelMentions,
    Permission::UseGroupMentions,
];

const CHANNEL_USER: &[Permission] = &[
    Permission::AddBookmarkPrivateChannel,
    Permission::AddBookmarkPublicChannel,
    Permission::AddReaction,
    Permission::CreatePost,
    Permission::DeleteBookmarkPrivateChannel,
    Permission::DeleteBookmarkPublicChannel,
    Permission::DeletePost,
    Permission::DeletePrivateChannel,
    Permission::DeletePublicChannel,
    Permission::EditBookmarkPrivateChannel,
    Permission::EditBookmarkPublicChannel,
    Permission::EditPost,
    Permission::GetPublicLink,
    Permission::ManagePrivateChannelMembers,
    Permission::ManagePrivateChannelProperties,
    Permission::ManagePublicChannelMembers,
    Permission::ManagePublicChannelProperties,
    Permission::OrderBookmarkPrivateChannel,
    Permission::OrderBookmarkPublicChannel,
    Permission::ReadChannel,
    Permission::ReadChannelContent,
    Permission::ReadPrivateChannelGroups,
    Permission::ReadPublicChannelGroups,
    Permission::RemoveReaction,
    Permission::UploadFile,
    Permission::UseChannelMentions,
    Permission::UseGroupMentions,
];

const CHANNEL_GUEST: &[Permission] = &[
    Permission::AddReaction,
    Permission::CreatePost,
    Permission::EditPost,
    Permission::ReadChannel,
    Permission::ReadChannelContent,
    Permission::RemoveReaction,
    Permission::UploadFile,
    Permission::UseChannelMentions,
];

const CHANNEL_ADMIN: &[Permission] = &[
    Permission::AddBookmarkPrivateChannel,
    Permission::AddBookmarkPublicChannel,
    Permission::AddReaction,
    Permission::CreatePost,
    Permission::DeleteBookmarkPrivateChannel,
    Permission::DeleteBookmarkPublicChannel,
    Permission::EditBookmarkPrivateChannel,
    Permission::EditBookmarkPublicChannel,
    Permission::ManageChannelAccessRules,
    Permission::ManageChannelRoles,
    Permission::ManagePrivateChannelAutoTranslation,
    Permission::ManagePrivateChannelBanner,
    Permission::ManagePrivateChannelMembers,
    Permission::ManagePublicChannelAutoTranslation,
    Permission::ManagePublicChannelBanner,
    Permission::ManagePublicChannelMembers,
    Permission::OrderBookmarkPrivateChannel,
    Permission::OrderBookmarkPublicChannel,
    Permission::ReadPrivateChannelGroups,
    Permission::ReadPublicChannelGroups,
    Permission::RemoveReaction,
    Permission::UploadFile,
    Permission::UseChannelMentions,
    Permission::UseGroupMentions,
];

/// The effective role names of a team membership: those of its flags, then the explicit ones, separated by spaces.
pub fn effective_team_roles(guest: bool, user: bool, admin: bool, explicit: &str) -> String {
    join(&[(guest, BuiltInRole::TeamGuest), (user, BuiltInRole::TeamUser), (admin, BuiltInRole::TeamAdmin)], explicit)
}

/// The effective role names of a channel membership, in the same way.
pub fn effective_channel_roles(guest: bool, user: bool, admin: bool, explicit: &str) -> String {
    let flags =
        [(guest, BuiltInRole::ChannelGuest), (user, BuiltInRole::ChannelUser), (admin, BuiltInRole::ChannelAdmin)];
    join(&flags, explicit)
}

fn join(flags: &[(bool, BuiltInRole)], explicit: &str) -> String {
    let by_flag = flags.iter().filter(|(set, _)| *set).map(|(_, role)| role.as_str());
    by_flag.chain(explicit.split_whitespace()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_come_before_explicit_roles() {
        assert_eq!(effective_channel_roles(false, true, true, "custom"), "channel_user channel_admin custom");
        assert_eq!(effective_team_roles(true, false, false, ""), "team_guest");
    }
}
