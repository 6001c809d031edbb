use std::collections::BTreeMap;

use async_trait::async_trait;

use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};

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

    /// A channel's totals; zeros when it does not exist.
    async fn channel_totals(&self, channel_id: ChannelId) -> StoreResult<ChannelTotals>;
}
