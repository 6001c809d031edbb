use std::collections::BTreeMap;

use async_trait::async_trait;

use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};
use countersign_server_rules::{
    channel::ChannelKind,
    notify_props::{MemberNotifyProps, UserNotifyProps},
};

use crate::{
    memory::{MemoryStore, State, paged},
    model::{Channel, ChannelMember, ChannelMembership, ChannelState, ChannelTotals, RosterEntry, Viewed},
    ports::store::{
        ArchivedChannels, ChannelChange, ChannelFilter, ChannelNameTaken, ChannelPool, ChannelSearch, ChannelStore,
        DEFAULT_CHANNELS, DirectChannel, EveryChannel, Page, SchemeRoles, StoreResult, ViewRequest,
    },
};

#[async_trait]
impl ChannelStore for MemoryStore {
    async fn create_channel(
        &self,
        channel: Channel,
        members: Vec<ChannelMember>,
    ) -> StoreResult<Result<(), ChannelNameTaken>> {
        let mut state = self.state();
        if state.channel_named(channel.team_id, &channel.name).is_some() {
            return Ok(Err(ChannelNameTaken));
        }
        state.add_channel(channel, &members);
        Ok(Ok(()))
    }

    async fn direct_channel(&self, channel: Channel, members: Vec<ChannelMember>) -> StoreResult<DirectChannel> {
        let mut state = self.state();
        if let Some(found) = state.channel_named(None, &channel.name) {
            return Ok(DirectChannel { state: found.clone(), created: false });
        }
        Ok(DirectChannel { state: state.add_channel(channel, &members), created: true })
    }

    async fn channel(&self, id: ChannelId) -> StoreResult<Option<ChannelState>> {
        Ok(self.state().channels.get(&id).cloned())
    }

    async fn channel_by_name(
        &self,
        team_id: TeamId,
        name: &str,
        include_deleted: bool,
    ) -> StoreResult<Option<ChannelState>> {
        let state = self.state();
        let found = state.channel_named(Some(team_id), name);
        Ok(found.filter(|found| include_deleted || !found.channel.is_archived()).cloned())
    }

    async fn channels_of(&self, user_id: UserId, filter: ChannelFilter) -> StoreResult<Vec<ChannelState>> {
        let state = self.state();
        let wanted = |found: &&ChannelState| {
            let channel = &found.channel;
            let in_team = filter.team_id.is_none() || channel.team_id.is_none() || channel.team_id == filter.team_id;
            let deleted = filter.deleted_since.is_some_and(|since| channel.delete_at >= since);
            in_team && (!channel.is_archived() || deleted)
        };
        let own = state.channels.values().filter(|found| state.is_member(found.channel.id, user_id));
        Ok(by_display_name(own.filter(wanted)))
    }

    async fn public_channels(&self, team_id: TeamId, page: Page) -> StoreResult<Vec<ChannelState>> {
        let state = self.state();
        let listed = |found: &&ChannelState| {
            let channel = &found.channel;
            channel.team_id == Some(team_id) && channel.kind == ChannelKind::Public && !channel.is_archived()
        };
        Ok(paged(by_display_name(state.channels.values().filter(listed)), page))
    }

    async fn channel_members_of(&self, user_id: UserId, team_id: TeamId) -> StoreResult<Vec<ChannelMember>> {
        let state = self.state();
        let own = state.channel_members.values().filter(|member| member.user_id == user_id);
        let here = own.filter(|member| {
            let channel = state.channels.get(&member.channel_id).map(|found| &found.channel);
            channel.is_some_and(|channel| !channel.is_archived() && channel.team_id.is_none_or(|team| team == team_id))
        });
        Ok(here.cloned().collect())
    }

    async fn channel_member(&self, channel_id: ChannelId, user_id: UserId) -> StoreResult<Option<ChannelMember>> {
        Ok(self.state().channel_members.get(&(channel_id, user_id)).cloned())
    }

    async fn channel_members(&self, channel_id: ChannelId, page: Page) -> StoreResult<Vec<ChannelMember>> {
        Ok(paged(self.state().members_of(channel_id).cloned(), page))
    }

    async fn channel_member_counts(&self, channel_id: ChannelId) -> StoreResult<(i64, i64)> {
        let state = self.state();
        let active = state.members_of(channel_id).filter(|member| state.is_active(member.user_id));
        Ok(active.fold((0, 0), |(all, guests), member| (all + 1, guests + i64::from(member.scheme_guest))))
    }

    async fn pinned_post_count(&self, channel_id: ChannelId) -> StoreResult<i64> {
        let state = self.state();
        let pinned = state.posts.values().filter(|post| post.channel_id == channel_id && post.is_pinned);
        Ok(i64::try_from(pinned.filter(|post| post.delete_at.is_zero()).count()).unwrap_or(i64::MAX))
    }

    async fn channel_membership(
        &self,
        channel_id: ChannelId,
        user_id: UserId,
    ) -> StoreResult<Option<ChannelMembership>> {
        let state = self.state();
        let member = state.channel_members.get(&(channel_id, user_id));
        Ok(member.map(|member| ChannelMembership {
            scheme_guest: member.scheme_guest,
            scheme_user: member.scheme_user,
            scheme_admin: member.scheme_admin,
            explicit_roles: member.explicit_roles.clone(),
        }))
    }

    async fn roster(&self, channel_id: ChannelId) -> StoreResult<Vec<RosterEntry>> {
        let state = self.state();
        Ok(state.members_of(channel_id).filter_map(|member| state.roster_entry(member)).collect())
    }

    async fn roster_entry(&self, channel_id: ChannelId, user_id: UserId) -> StoreResult<Option<RosterEntry>> {
        let state = self.state();
        Ok(state.channel_members.get(&(channel_id, user_id)).and_then(|member| state.roster_entry(member)))
    }

    async fn join_channel(&self, member: ChannelMember) -> StoreResult<(ChannelMember, bool)> {
        Ok(self.state().join_channel(&member))
    }

    async fn leave_channel(&self, channel_id: ChannelId, user_id: UserId, _now: TimestampMs) -> StoreResult<bool> {
        let mut state = self.state();
        state.forget_follows(channel_id, user_id);
        Ok(state.channel_members.remove(&(channel_id, user_id)).is_some())
    }

    async fn set_member_notify_props(
        &self,
        channel_id: ChannelId,
        user_id: UserId,
        props: BTreeMap<String, String>,
        now: TimestampMs,
    ) -> StoreResult<Option<ChannelMember>> {
        let mut state = self.state();
        let Some(member) = state.channel_members.get_mut(&(channel_id, user_id)) else { return Ok(None) };
        member.notify_props = props;
        member.last_update_at = now;
        Ok(Some(member.clone()))
    }

    async fn view_channels(&self, request: ViewRequest) -> StoreResult<Vec<Viewed>> {
        let mut state = self.state();
        let mut viewed = Vec::new();
        for &channel_id in &request.channel_ids {
            viewed.extend(state.mark_read(channel_id, request.user_id));
            if request.with_threads {
                state.read_threads(channel_id, request.user_id, request.now);
            }
        }
        Ok(viewed)
    }

    async fn change_channel(
        &self,
        id: ChannelId,
        change: ChannelChange,
        now: TimestampMs,
    ) -> StoreResult<Option<Result<ChannelState, ChannelNameTaken>>> {
        let mut state = self.state();
        let Some(found) = state.channels.get(&id) else { return Ok(None) };
        let mut changed = found.clone();
        change.apply(&mut changed.channel, now);
        let named = state.channel_named(changed.channel.team_id, &changed.channel.name);
        if named.is_some_and(|other| other.channel.id != id) {
            return Ok(Some(Err(ChannelNameTaken)));
        }
        state.channels.insert(id, changed.clone());
        Ok(Some(Ok(changed)))
    }

    async fn set_channel_roles(
        &self,
        channel_id: ChannelId,
        user_id: UserId,
        roles: SchemeRoles,
        now: TimestampMs,
    ) -> StoreResult<Option<ChannelMember>> {
        let mut state = self.state();
        let Some(member) = state.channel_members.get_mut(&(channel_id, user_id)) else { return Ok(None) };
        (member.scheme_guest, member.scheme_user, member.scheme_admin) = (roles.guest, roles.user, roles.admin);
        member.last_update_at = now;
        Ok(Some(member.clone()))
    }

    async fn find_channels(&self, search: ChannelSearch) -> StoreResult<Vec<ChannelState>> {
        let state = self.state();
        let found = state.channels.values().filter(|found| state.is_wanted(&found.channel, &search));
        Ok(paged(by_display_name(found), search.page))
    }

    async fn count_channels(&self, search: ChannelSearch) -> StoreResult<i64> {
        let state = self.state();
        let found = state.channels.values().filter(|found| state.is_wanted(&found.channel, &search));
        Ok(i64::try_from(found.count()).unwrap_or(i64::MAX))
    }

    async fn channel_totals(&self, channel_id: ChannelId) -> StoreResult<ChannelTotals> {
        Ok(self.state().channels.get(&channel_id).map(|found| found.totals).unwrap_or_default())
    }
}

impl State {
    pub(super) fn join_channel(&mut self, member: &ChannelMember) -> (ChannelMember, bool) {
        let key = (member.channel_id, member.user_id);
        if let Some(existing) = self.channel_members.get(&key) {
            return (existing.clone(), false);
        }
        self.channel_members.insert(key, member.clone());
        (member.clone(), true)
    }

    pub(super) fn mark_read(&mut self, channel_id: ChannelId, user_id: UserId) -> Option<Viewed> {
        let totals = self.channels.get(&channel_id)?.totals;
        let member = self.channel_members.get_mut(&(channel_id, user_id))?;
        let had_unread = member.msg_count < totals.total_msg_count;
        let had_mentions = member.mention_count > 0;
        member.msg_count = member.msg_count.max(totals.total_msg_count);
        member.msg_count_root = member.msg_count_root.max(totals.total_msg_count_root);
        member.last_viewed_at = member.last_viewed_at.max(totals.last_post_at);
        member.last_update_at = member.last_update_at.max(totals.last_post_at);
        (member.mention_count, member.mention_count_root, member.urgent_mention_count) = (0, 0, 0);
        Some(Viewed { channel_id, last_viewed_at: member.last_viewed_at, had_unread, had_mentions })
    }

    fn read_threads(&mut self, channel_id: ChannelId, user_id: UserId, now: TimestampMs) {
        let threads = &self.threads;
        let here = |follow: &&mut crate::model::Follow| {
            follow.user_id == user_id
                && follow.following
                && threads.get(&follow.root_id).is_some_and(|thread| thread.channel_id == channel_id)
        };
        for follow in self.follows.values_mut().filter(here) {
            follow.last_viewed_at = follow.last_viewed_at.max(now);
            follow.last_update_at = now;
            follow.unread_mentions = 0;
        }
    }

    fn is_wanted(&self, channel: &Channel, search: &ChannelSearch) -> bool {
        let public = channel.kind == ChannelKind::Public;
        let archived = channel.is_archived();
        let in_pool = match search.pool {
            ChannelPool::Public => public && !archived,
            ChannelPool::PublicOrOf(user_id) => (public || self.is_member(channel.id, user_id)) && !archived,
            ChannelPool::Of(user_id) => self.is_member(channel.id, user_id) && !archived,
            ChannelPool::Archived(user_id) => (public || self.is_member(channel.id, user_id)) && archived,
            ChannelPool::Every(every) => is_among(channel, every),
        };
        let direct_too = matches!(search.pool, ChannelPool::Of(_)) && channel.team_id.is_none();
        let here = direct_too
            || channel.team_id.is_some_and(|team_id| search.teams.is_empty() || search.teams.contains(&team_id));
        let texts = [&channel.name, &channel.display_name, &channel.purpose];
        in_pool && here && texts.iter().any(|text| text.to_lowercase().contains(&search.term))
    }

    fn add_channel(&mut self, channel: Channel, members: &[ChannelMember]) -> ChannelState {
        let state = ChannelState { channel, totals: ChannelTotals::default() };
        self.channels.insert(state.channel.id, state.clone());
        for member in members {
            self.join_channel(member);
        }
        state
    }

    fn channel_named(&self, team_id: Option<TeamId>, name: &str) -> Option<&ChannelState> {
        self.channels.values().find(|found| found.channel.team_id == team_id && found.channel.name == name)
    }

    fn members_of(&self, channel_id: ChannelId) -> impl Iterator<Item = &ChannelMember> {
        self.channel_members.values().filter(move |member| member.channel_id == channel_id)
    }

    fn is_member(&self, channel_id: ChannelId, user_id: UserId) -> bool {
        self.channel_members.contains_key(&(channel_id, user_id))
    }

    fn is_active(&self, user_id: UserId) -> bool {
        self.users.get(&user_id).is_some_and(crate::model::User::is_active)
    }

    fn roster_entry(&self, member: &ChannelMember) -> Option<RosterEntry> {
        let user = self.users.get(&member.user_id).filter(|user| user.is_active())?;
        Some(RosterEntry {
            user_id: user.id,
            username: user.username.clone(),
            first_name: user.first_name.clone(),
            is_bot: user.bot.is_some(),
            user_props: UserNotifyProps::read(&user.notify_props),
            member_props: MemberNotifyProps::read(&member.notify_props),
        })
    }
}

fn is_among(channel: &Channel, every: EveryChannel) -> bool {
    let archived = match every.archived {
        ArchivedChannels::LeftOut => !channel.is_archived(),
        ArchivedChannels::Included => true,
        ArchivedChannels::Only => channel.is_archived(),
    };
    let is_default = DEFAULT_CHANNELS.contains(&channel.name.as_str());
    archived && every.kind.is_none_or(|kind| kind == channel.kind) && !(every.without_default && is_default)
}

fn by_display_name<'a>(channels: impl Iterator<Item = &'a ChannelState>) -> Vec<ChannelState> {
    let mut channels: Vec<ChannelState> = channels.cloned().collect();
    channels.sort_by(|a, b| (&a.channel.display_name, a.channel.id).cmp(&(&b.channel.display_name, b.channel.id)));
    channels
}
