use std::collections::BTreeMap;

use async_trait::async_trait;

use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};
use countersign_server_rules::channel::ChannelKind;

use crate::{
    model::{Channel, ChannelMember, ChannelMembership, ChannelState, ChannelTotals, RosterEntry, Viewed},
    ports::store::{Page, StoreResult},
};

/// Another channel of the team has the name, also when it is archived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelNameTaken;

/// A direct or group channel that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct DirectChannel {
    /// The channel.
    pub state: ChannelState,
    /// Whether it was made now.
    pub created: bool,
}

/// Which of a user's channels to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelFilter {
    /// Channels of this team, and all direct and group channels; `None` for channels of all teams.
    pub team_id: Option<TeamId>,
    /// Archived channels too, when they were archived at or after this time.
    pub deleted_since: Option<TimestampMs>,
}

/// What of a channel changes; `None` leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelChange {
    /// For addresses.
    pub name: Option<String>,
    /// For people.
    pub display_name: Option<String>,
    /// Shown on top.
    pub header: Option<String>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Public or private.
    pub kind: Option<ChannelKind>,
    /// When it was archived; 0 brings it back.
    pub delete_at: Option<TimestampMs>,
    /// Into which team a group message goes that becomes a channel.
    pub team_id: Option<TeamId>,
}

impl ChannelChange {
    /// Makes the change. For stores, so that all of them understand it alike.
    pub fn apply(self, channel: &mut Channel, now: TimestampMs) {
        fn put<T>(place: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *place = value;
            }
        }
        put(&mut channel.name, self.name);
        put(&mut channel.display_name, self.display_name);
        put(&mut channel.header, self.header);
        put(&mut channel.purpose, self.purpose);
        put(&mut channel.kind, self.kind);
        put(&mut channel.delete_at, self.delete_at);
        channel.team_id = self.team_id.or(channel.team_id);
        channel.update_at = now;
    }
}

/// Roles that schemes give a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemeRoles {
    /// Guest.
    pub guest: bool,
    /// Ordinary member.
    pub user: bool,
    /// Administrator.
    pub admin: bool,
}

/// Among which channels to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelPool {
    /// Public ones that are not archived.
    Public,
    /// Public ones, and those the user is in; neither archived.
    PublicOrOf(UserId),
    /// Those the user is in, direct and group messages, too; not archived.
    Of(UserId),
    /// Archived ones: public, and those the user is in.
    Archived(UserId),
    /// All but direct and group messages.
    Every(EveryChannel),
}

/// Which of all channels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EveryChannel {
    /// Public or private ones only; `None` for both.
    pub kind: Option<ChannelKind>,
    /// What of archived ones.
    pub archived: ArchivedChannels,
    /// Whether the channels that every team begins with are left out.
    pub without_default: bool,
}

/// Names of the channels that every team begins with.
pub const DEFAULT_CHANNELS: [&str; 2] = ["town-square", "off-topic"];

/// What of archived channels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArchivedChannels {
    /// They are left out.
    #[default]
    LeftOut,
    /// They are there, too.
    Included,
    /// Only they are there.
    Only,
}

/// Which channels to find, ordered by display name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelSearch {
    /// Among which.
    pub pool: ChannelPool,
    /// Of these teams (and direct and group messages, where the pool has them); empty for all teams.
    pub teams: Vec<TeamId>,
    /// A part of name, display name or purpose, lower case; empty for all.
    pub term: String,
    /// Which part of the list.
    pub page: Page,
}

/// Channels to mark read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewRequest {
    /// By whom.
    pub user_id: UserId,
    /// Which; those the user is no member of are passed over.
    pub channel_ids: Vec<ChannelId>,
    /// Whether followed threads of the channels are read with them: for those who do not collapse threads.
    pub with_threads: bool,
    /// When.
    pub now: TimestampMs,
}

/// Channels and who is in them.
#[async_trait]
pub trait ChannelStore {
    /// Makes a channel with members.
    async fn create_channel(
        &self,
        channel: Channel,
        members: Vec<ChannelMember>,
    ) -> StoreResult<Result<(), ChannelNameTaken>>;

    /// Makes a direct or group channel with its members, or returns the one that has the name already.
    async fn direct_channel(&self, channel: Channel, members: Vec<ChannelMember>) -> StoreResult<DirectChannel>;

    /// A channel, archived or not.
    async fn channel(&self, id: ChannelId) -> StoreResult<Option<ChannelState>>;

    /// A team's channel by its name; archived ones when `include_deleted`.
    async fn channel_by_name(
        &self,
        team_id: TeamId,
        name: &str,
        include_deleted: bool,
    ) -> StoreResult<Option<ChannelState>>;

    /// The channels a user is in, ordered by display name.
    async fn channels_of(&self, user_id: UserId, filter: ChannelFilter) -> StoreResult<Vec<ChannelState>>;

    /// A page of a team's public channels that are not archived, ordered by display name.
    async fn public_channels(&self, team_id: TeamId, page: Page) -> StoreResult<Vec<ChannelState>>;

    /// A user's memberships of a team's channels and of all direct and group channels, archived ones left out.
    async fn channel_members_of(&self, user_id: UserId, team_id: TeamId) -> StoreResult<Vec<ChannelMember>>;

    /// A membership.
    async fn channel_member(&self, channel_id: ChannelId, user_id: UserId) -> StoreResult<Option<ChannelMember>>;

    /// A page of a channel's members, ordered by user id.
    async fn channel_members(&self, channel_id: ChannelId, page: Page) -> StoreResult<Vec<ChannelMember>>;

    /// How many active accounts are members, and how many of these are guests.
    async fn channel_member_counts(&self, channel_id: ChannelId) -> StoreResult<(i64, i64)>;

    /// How many pinned posts a channel has.
    async fn pinned_post_count(&self, channel_id: ChannelId) -> StoreResult<i64>;

    /// What decides what somebody may do in a channel; `None` when not a member.
    async fn channel_membership(
        &self,
        channel_id: ChannelId,
        user_id: UserId,
    ) -> StoreResult<Option<ChannelMembership>>;

    /// All members as notifications see them.
    async fn roster(&self, channel_id: ChannelId) -> StoreResult<Vec<RosterEntry>>;

    /// One member as notifications see them; `None` when not a member, or deactivated.
    async fn roster_entry(&self, channel_id: ChannelId, user_id: UserId) -> StoreResult<Option<RosterEntry>>;

    /// Adds a member; returns the membership as stored, which is the existing one when there was one (second part:
    /// whether it is new).
    async fn join_channel(&self, member: ChannelMember) -> StoreResult<(ChannelMember, bool)>;

    /// Ends a membership, and what the user followed in the channel; whether there was one.
    async fn leave_channel(&self, channel_id: ChannelId, user_id: UserId, now: TimestampMs) -> StoreResult<bool>;

    /// Replaces a membership's notification settings and returns it; `None` when not a member.
    async fn set_member_notify_props(
        &self,
        channel_id: ChannelId,
        user_id: UserId,
        props: BTreeMap<String, String>,
        now: TimestampMs,
    ) -> StoreResult<Option<ChannelMember>>;

    /// Marks channels read: counts to the channel's, mentions to 0, times raised, never lowered.
    async fn view_channels(&self, request: ViewRequest) -> StoreResult<Vec<Viewed>>;

    /// Changes a channel and returns it; `None` when there is none.
    async fn change_channel(
        &self,
        id: ChannelId,
        change: ChannelChange,
        now: TimestampMs,
    ) -> StoreResult<Option<Result<ChannelState, ChannelNameTaken>>>;

    /// Gives a member other roles and returns the membership; `None` when not a member.
    async fn set_channel_roles(
        &self,
        channel_id: ChannelId,
        user_id: UserId,
        roles: SchemeRoles,
        now: TimestampMs,
    ) -> StoreResult<Option<ChannelMember>>;

    /// Finds channels.
    async fn find_channels(&self, search: ChannelSearch) -> StoreResult<Vec<ChannelState>>;

    /// How many there are on all pages together.
    async fn count_channels(&self, search: ChannelSearch) -> StoreResult<i64>;

    /// A channel's totals; zeros when it does not exist.
    async fn channel_totals(&self, channel_id: ChannelId) -> StoreResult<ChannelTotals>;
}
