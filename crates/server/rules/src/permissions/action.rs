use countersign_primitives::UserId;

use crate::{
    channel::ChannelKind,
    error::{RuleError, known},
    permissions::{Access, Need, Permission as P, Resource, Target},
};

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// Something a client asks for. What each needs stands in [`needs`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $name,)+
        }

        impl Action {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];
        }
    };
}

actions! {
    /// Changes settings of the server, ends everybody's sessions, reads its configuration.
    ManageServer,
    /// Reads the audit trail.
    ReadAudits,
    /// Reads the server's log.
    ReadLogs,
    /// Reads the licence's details.
    ReadLicense,
    /// Empties caches.
    InvalidateCaches,
    /// Lists every role.
    ListRoles,
    /// Gives somebody other roles in the system.
    SetUserRoles,
    /// Makes somebody an administrator, or no longer.
    SetAdministrator,
    /// Activates or deactivates an account. One's own also needs a setting of the server.
    SetUserActive,
    /// Sets somebody's password, ends the lock of an account.
    ResetCredentials,
    /// Looks at a profile.
    ViewUser,
    /// Lists people of a team.
    ListUsersOfTeam,
    /// Lists people of a channel.
    ListUsersOfChannel,
    /// Lists people without a team.
    ListUsersWithoutTeam,
    /// Counts accounts by what they are.
    CountUsers,
    /// Acts for an account: profile, picture, presence, preferences, sessions, second factor, categories, threads,
    /// read marks.
    ActForUser,
    /// Makes a personal access token.
    CreateToken,
    /// Lists personal access tokens.
    ReadTokens,
    /// Ends a personal access token.
    RevokeToken,
    /// Lists somebody's teams.
    ListTeamsOfUser,
    /// Makes a team.
    CreateTeam,
    /// Lists the teams everybody may join.
    ListOpenTeams,
    /// Lists all teams.
    ListAllTeams,
    /// Looks at a team, its members, its numbers, its picture.
    ViewTeam,
    /// Joins a team without an invitation.
    JoinTeam,
    /// Adds somebody to a team.
    AddTeamMember,
    /// Leaves a team, or removes somebody.
    RemoveTeamMember,
    /// Invites by e-mail.
    InviteToTeam,
    /// Sees the secret of the invitation link.
    ReadTeamInvite,
    /// Changes a team, archives it, sees its contact.
    ManageTeam,
    /// Makes team administrators.
    SetTeamRoles,
    /// Lists the public channels of a team, archived ones included.
    ListTeamChannels,
    /// Lists the channels of all teams.
    ListAllChannels,
    /// Makes a channel.
    CreateChannel,
    /// Looks at a channel, its members, its numbers.
    ReadChannel,
    /// Joins a channel by oneself.
    JoinChannel,
    /// Adds somebody to a channel.
    AddChannelMember,
    /// Leaves a channel, or removes somebody.
    RemoveChannelMember,
    /// Changes name, header, purpose. In direct and group messages only the header can change.
    EditChannel,
    /// Makes a public channel private, or a private one public.
    ConvertChannel,
    /// Archives a channel.
    DeleteChannel,
    /// Brings an archived channel back.
    RestoreChannel,
    /// Makes channel administrators.
    SetChannelRoles,
    /// Addresses everybody in the channel.
    MentionChannel,
    /// Addresses groups.
    MentionGroups,
    /// Adds a bookmark.
    AddBookmark,
    /// Changes a bookmark.
    EditBookmark,
    /// Deletes a bookmark.
    DeleteBookmark,
    /// Moves a bookmark.
    OrderBookmark,
    /// Posts, answers, runs a slash command.
    CreatePost,
    /// Reads posts, threads, files of a channel; pins, acknowledges, marks unread.
    ReadPosts,
    /// Reads deleted posts.
    ReadDeletedPosts,
    /// Changes a post.
    EditPost,
    /// Deletes a post.
    DeletePost,
    /// Reads the former versions of a post.
    ReadEditHistory,
    /// Reacts.
    AddReaction,
    /// Takes a reaction back.
    RemoveReaction,
    /// Uploads into a channel, attaches.
    UploadFile,
    /// Fetches a file.
    ReadFile,
    /// Makes a link that works without signing in.
    CreatePublicLink,
    /// Searches posts or files of a team.
    SearchTeam,
    /// Makes a custom emoji.
    CreateEmoji,
    /// Deletes a custom emoji.
    DeleteEmoji,
    /// Makes, lists, changes, deletes incoming webhooks.
    ManageIncomingWebhooks,
    /// Makes a bot.
    CreateBot,
    /// Looks at a bot.
    ReadBot,
    /// Changes, switches off a bot.
    ManageBot,
    /// Gives a bot to somebody else.
    AssignBot,
}

#[expect(clippy::too_many_lines, clippy::match_same_arms, reason = "a table: one row for each action")]
/// What an action needs. Places where the target decides nothing ignore it.
pub fn needs(action: Action, target: Target) -> Need {
    let own = target.resource == Resource::Own;
    let or_own = |need| if own { Need::Session } else { need };
    match action {
        Action::ManageServer => Need::Any(&[P::ManageSystem]),
        Action::ReadAudits => Need::Any(&[P::ReadAudits]),
        Action::ReadLogs => Need::Any(&[P::GetLogs]),
        Action::ReadLicense => Need::Any(&[P::ReadLicenseInformation]),
        Action::InvalidateCaches => Need::Any(&[P::InvalidateCaches]),
        Action::ListRoles => Need::Any(&[P::SysconsoleReadUserManagementPermissions]),
        Action::SetUserRoles => Need::Any(&[P::ManageRoles]),
        Action::SetAdministrator => Need::All(&[P::ManageRoles, P::AssignSystemAdminRole]),
        Action::SetUserActive => or_own(Need::Any(&[P::SysconsoleWriteUserManagementUsers])),
        Action::ResetCredentials => Need::Any(&[P::SysconsoleWriteUserManagementUsers]),
        Action::ViewUser => or_own(Need::Any(&[P::ViewMembers])),
        Action::ListUsersOfTeam | Action::SearchTeam => Need::Any(&[P::ViewTeam]),
        Action::ListUsersOfChannel => Need::Any(&[P::ReadChannel]),
        Action::ListUsersWithoutTeam => Need::Any(&[P::ListUsersWithoutTeam]),
        Action::CountUsers => Need::Any(&[P::SysconsoleReadUserManagementUsers]),
        Action::ActForUser => or_own(Need::Any(&[P::EditOtherUsers])),
        Action::CreateToken => token(own, &[P::CreateUserAccessToken], &[P::CreateUserAccessToken, P::EditOtherUsers]),
        Action::ReadTokens => token(own, &[P::ReadUserAccessToken], &[P::ReadUserAccessToken, P::EditOtherUsers]),
        Action::RevokeToken => token(own, &[P::RevokeUserAccessToken], &[P::RevokeUserAccessToken, P::EditOtherUsers]),
        Action::ListTeamsOfUser => or_own(Need::Any(&[P::ReadOtherUsersTeams])),
        Action::CreateTeam => Need::Any(&[P::CreateTeam]),
        Action::ListOpenTeams => Need::Any(&[P::ListPublicTeams]),
        Action::ListAllTeams => Need::All(&[P::ListPublicTeams, P::ListPrivateTeams]),
        Action::ViewTeam | Action::JoinTeam | Action::AddTeamMember => enter_team(action, target),
        Action::RemoveTeamMember => or_own(Need::Any(&[P::RemoveUserFromTeam])),
        Action::InviteToTeam if target.guest => Need::Any(&[P::InviteGuest]),
        Action::InviteToTeam => Need::All(&[P::InviteUser, P::AddUserToTeam]),
        Action::ReadTeamInvite => Need::Any(&[P::InviteUser]),
        Action::ManageTeam | Action::RestoreChannel => Need::Any(&[P::ManageTeam]),
        Action::SetTeamRoles => Need::Any(&[P::ManageTeamRoles]),
        Action::ListTeamChannels => Need::Any(&[P::ListTeamChannels]),
        Action::ListAllChannels => Need::Any(&[P::SysconsoleReadUserManagementChannels]),
        Action::JoinChannel => join_channel(target),
        Action::RemoveChannelMember if own => leave_channel(target),
        Action::CreateChannel
        | Action::ReadChannel
        | Action::AddChannelMember
        | Action::RemoveChannelMember
        | Action::EditChannel
        | Action::ConvertChannel
        | Action::DeleteChannel => by_channel(action, target.channel),
        Action::SetChannelRoles => Need::Any(&[P::ManageChannelRoles]),
        Action::MentionChannel => Need::Any(&[P::UseChannelMentions]),
        Action::MentionGroups => Need::Any(&[P::UseGroupMentions]),
        Action::AddBookmark | Action::EditBookmark | Action::DeleteBookmark | Action::OrderBookmark => {
            bookmark(action, target.channel)
        }
        Action::CreatePost | Action::ReadPosts => by_channel(action, target.channel),
        Action::ReadDeletedPosts => Need::Any(&[P::ReadDeletedPosts]),
        Action::EditPost if own => Need::Any(&[P::EditPost]),
        Action::EditPost => Need::Any(&[P::EditOthersPosts]),
        Action::DeletePost if own => Need::Any(&[P::DeletePost]),
        Action::DeletePost => Need::Any(&[P::DeleteOthersPosts]),
        Action::ReadEditHistory if own => Need::Any(&[P::EditPost]),
        Action::ReadEditHistory => Need::Never,
        Action::AddReaction => Need::Any(&[P::AddReaction]),
        Action::RemoveReaction if own => Need::Any(&[P::RemoveReaction]),
        Action::RemoveReaction => Need::All(&[P::RemoveReaction, P::RemoveOthersReactions]),
        Action::UploadFile => Need::Any(&[P::UploadFile]),
        Action::ReadFile => or_own(by_channel(Action::ReadPosts, target.channel)),
        Action::CreatePublicLink => Need::Any(&[P::GetPublicLink]),
        Action::CreateEmoji => Need::Any(&[P::CreateEmojis]),
        Action::DeleteEmoji if own => Need::Any(&[P::DeleteEmojis]),
        Action::DeleteEmoji => Need::All(&[P::DeleteEmojis, P::DeleteOthersEmojis]),
        Action::ManageIncomingWebhooks if own => Need::Any(&[P::ManageOwnIncomingWebhooks]),
        Action::ManageIncomingWebhooks => Need::Any(&[P::ManageOthersIncomingWebhooks]),
        Action::CreateBot => Need::Any(&[P::CreateBot]),
        Action::ReadBot if own => Need::Any(&[P::ReadBots]),
        Action::ReadBot => Need::Any(&[P::ReadOthersBots]),
        Action::ManageBot if own => Need::Any(&[P::ManageBots]),
        Action::ManageBot => Need::Any(&[P::ManageOthersBots]),
        Action::AssignBot => Need::Any(&[P::AssignBot]),
    }
}

fn token(own: bool, for_oneself: &'static [P], for_others: &'static [P]) -> Need {
    Need::All(if own { for_oneself } else { for_others })
}

fn enter_team(action: Action, target: Target) -> Need {
    match action {
        Action::ViewTeam if target.open_team => Need::Any(&[P::ViewTeam, P::ListPublicTeams]),
        Action::ViewTeam => Need::Any(&[P::ViewTeam]),
        Action::JoinTeam if target.open_team => Need::Any(&[P::JoinPublicTeams]),
        Action::JoinTeam => Need::Any(&[P::JoinPrivateTeams]),
        _ if target.guest => Need::All(&[P::AddUserToTeam, P::InviteGuest]),
        _ => Need::Any(&[P::AddUserToTeam]),
    }
}

fn join_channel(target: Target) -> Need {
    match target.channel {
        Some(ChannelKind::Public) => Need::Any(&[P::JoinPublicChannels]),
        Some(ChannelKind::Private) => Need::Any(&[P::ManagePrivateChannelMembers]),
        _ => Need::Never,
    }
}

fn leave_channel(target: Target) -> Need {
    match target.channel {
        Some(ChannelKind::Public | ChannelKind::Private) => Need::Session,
        _ => Need::Never,
    }
}

#[expect(clippy::match_same_arms, reason = "a table: one row for each action and kind")]
/// What depends on the kind of channel. Without a channel nothing is allowed.
fn by_channel(action: Action, kind: Option<ChannelKind>) -> Need {
    use ChannelKind::{Direct, Group, Private, Public};
    let Some(kind) = kind else { return Need::Never };
    match (action, kind) {
        (Action::CreateChannel, Public) => Need::Any(&[P::CreatePublicChannel]),
        (Action::CreateChannel, Private) => Need::Any(&[P::CreatePrivateChannel]),
        (Action::CreateChannel, Direct) => Need::Any(&[P::CreateDirectChannel]),
        (Action::CreateChannel, Group) => Need::Any(&[P::CreateGroupChannel]),
        (Action::ReadChannel, Public) => Need::Any(&[P::ReadPublicChannel, P::ReadChannel]),
        (Action::ReadChannel, _) => Need::Any(&[P::ReadChannel]),
        (Action::AddChannelMember | Action::RemoveChannelMember, Public) => Need::Any(&[P::ManagePublicChannelMembers]),
        (Action::AddChannelMember | Action::RemoveChannelMember, Private) => {
            Need::Any(&[P::ManagePrivateChannelMembers])
        }
        (Action::EditChannel, Public) => Need::Any(&[P::ManagePublicChannelProperties]),
        (Action::EditChannel, Private) => Need::Any(&[P::ManagePrivateChannelProperties]),
        (Action::EditChannel, Direct | Group) => Need::Any(&[P::ReadChannel]),
        (Action::ConvertChannel, Public) => Need::Any(&[P::ConvertPublicChannelToPrivate]),
        (Action::ConvertChannel, Private) => Need::Any(&[P::ConvertPrivateChannelToPublic]),
        (Action::DeleteChannel, Public) => Need::Any(&[P::DeletePublicChannel]),
        (Action::DeleteChannel, Private) => Need::Any(&[P::DeletePrivateChannel]),
        (Action::CreatePost, Public) => Need::Any(&[P::CreatePost, P::CreatePostPublic]),
        (Action::CreatePost, _) => Need::Any(&[P::CreatePost]),
        (Action::ReadPosts, Public) => Need::Any(&[P::ReadPublicChannel, P::ReadChannelContent]),
        (Action::ReadPosts, _) => Need::Any(&[P::ReadChannelContent]),
        _ => Need::Never,
    }
}

fn bookmark(action: Action, kind: Option<ChannelKind>) -> Need {
    use ChannelKind::{Direct, Group, Private, Public};
    match (kind, action) {
        (Some(Public), Action::AddBookmark) => Need::Any(&[P::AddBookmarkPublicChannel]),
        (Some(Public), Action::EditBookmark) => Need::Any(&[P::EditBookmarkPublicChannel]),
        (Some(Public), Action::DeleteBookmark) => Need::Any(&[P::DeleteBookmarkPublicChannel]),
        (Some(Public), _) => Need::Any(&[P::OrderBookmarkPublicChannel]),
        (Some(Private), Action::AddBookmark) => Need::Any(&[P::AddBookmarkPrivateChannel]),
        (Some(Private), Action::EditBookmark) => Need::Any(&[P::EditBookmarkPrivateChannel]),
        (Some(Private), Action::DeleteBookmark) => Need::Any(&[P::DeleteBookmarkPrivateChannel]),
        (Some(Private), _) => Need::Any(&[P::OrderBookmarkPrivateChannel]),
        (Some(Direct | Group), _) => Need::Any(&[P::ReadChannel]),
        (None, _) => Need::Never,
    }
}

/// Whether somebody may do something, by the access they have at the target's place.
///
/// # Errors
/// 403 `api.context.permissions.app_error`; the detail for developers names the permissions that would do.
pub fn check(actor: UserId, access: &Access, action: Action, target: Target) -> Result<(), RuleError> {
    let need = needs(action, target);
    if need.met_by(access) {
        return Ok(());
    }
    let names: Vec<_> = need.permissions().iter().map(|permission| permission.as_str()).collect();
    Err(known::CONTEXT_PERMISSIONS.detail(format!("userId={actor}, permission={}", names.join(","))))
}
