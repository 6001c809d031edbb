use std::collections::BTreeMap;

use async_trait::async_trait;

use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{Channel, ChannelMember, ChannelMembership, ChannelState, ChannelTotals, RosterEntry, Viewed},
    ports::store::{
        ChannelChange, ChannelFilter, ChannelNameTaken, ChannelSearch, ChannelStore, DirectChannel, Page, SchemeRoles,
        StoreResult, ViewRequest,
    },
};

use crate::{cells, store::PostgresStore};

mod change;
mod create;
mod find;
mod members;
mod roster;
pub(crate) mod row;
mod view;

pub(crate) use create::insert;
pub(crate) use members::join;

#[async_trait]
impl ChannelStore for PostgresStore {
    async fn create_channel(
        &self,
        channel: Channel,
        members: Vec<ChannelMember>,
    ) -> StoreResult<Result<(), ChannelNameTaken>> {
        Ok(create::create(self, &channel, &members).await?)
    }

    async fn direct_channel(&self, channel: Channel, members: Vec<ChannelMember>) -> StoreResult<DirectChannel> {
        Ok(create::direct(self, channel, &members).await?)
    }

    async fn channel(&self, id: ChannelId) -> StoreResult<Option<ChannelState>> {
        let rows = self.read(row::channels!("WHERE c.id = $1"), &[&id.as_str()]).await?;
        Ok(cells::first(&rows, row::channel)?)
    }

    async fn channel_by_name(
        &self,
        team_id: TeamId,
        name: &str,
        include_deleted: bool,
    ) -> StoreResult<Option<ChannelState>> {
        let sql = row::channels!("WHERE c.team_id = $1 AND c.name = $2 AND (c.delete_at = 0 OR $3)");
        let rows = self.read(sql, &[&team_id.as_str(), &name, &include_deleted]).await?;
        Ok(cells::first(&rows, row::channel)?)
    }

    async fn channels_of(&self, user_id: UserId, filter: ChannelFilter) -> StoreResult<Vec<ChannelState>> {
        let sql = row::channels!(
            "JOIN channel_members m ON m.channel_id = c.id
             WHERE m.user_id = $1 AND ($2 = '' OR c.team_id = $2 OR c.team_id = '')
                 AND (c.delete_at = 0 OR c.delete_at >= $3)
             ORDER BY c.display_name, c.id"
        );
        let since = filter.deleted_since.map_or(i64::MAX, |time| time.0);
        let team_id = cells::or_empty(filter.team_id.as_ref());
        Ok(cells::all(&self.read(sql, &[&user_id.as_str(), &team_id, &since]).await?, row::channel)?)
    }

    async fn public_channels(&self, team_id: TeamId, page: Page) -> StoreResult<Vec<ChannelState>> {
        let sql = row::channels!(
            "WHERE c.team_id = $1 AND c.kind = 'O' AND c.delete_at = 0
             ORDER BY c.display_name, c.id LIMIT $2 OFFSET $3"
        );
        let rows = self.read(sql, &[&team_id.as_str(), &cells::limit(page), &cells::offset(page)]).await?;
        Ok(cells::all(&rows, row::channel)?)
    }

    async fn channel_members_of(&self, user_id: UserId, team_id: TeamId) -> StoreResult<Vec<ChannelMember>> {
        let sql = row::members!(
            "JOIN channels c ON c.id = m.channel_id
             WHERE m.user_id = $1 AND (c.team_id = $2 OR c.team_id = '') AND c.delete_at = 0 ORDER BY m.channel_id"
        );
        Ok(cells::all(&self.read(sql, &[&user_id.as_str(), &team_id.as_str()]).await?, row::member)?)
    }

    async fn channel_member(&self, channel_id: ChannelId, user_id: UserId) -> StoreResult<Option<ChannelMember>> {
        let rows = self.read(members::ONE, &[&channel_id.as_str(), &user_id.as_str()]).await?;
        Ok(cells::first(&rows, row::member)?)
    }

    async fn channel_members(&self, channel_id: ChannelId, page: Page) -> StoreResult<Vec<ChannelMember>> {
        let sql = row::members!("WHERE m.channel_id = $1 ORDER BY m.user_id LIMIT $2 OFFSET $3");
        let rows = self.read(sql, &[&channel_id.as_str(), &cells::limit(page), &cells::offset(page)]).await?;
        Ok(cells::all(&rows, row::member)?)
    }

    async fn channel_member_counts(&self, channel_id: ChannelId) -> StoreResult<(i64, i64)> {
        let sql = "SELECT count(*), count(*) FILTER (WHERE m.scheme_guest) FROM channel_members m
                   JOIN users u ON u.id = m.user_id AND u.delete_at = 0 WHERE m.channel_id = $1";
        let rows = self.read(sql, &[&channel_id.as_str()]).await?;
        Ok(cells::first(&rows, |cells| Ok((cells.get()?, cells.get()?)))?.unwrap_or_default())
    }

    async fn pinned_post_count(&self, channel_id: ChannelId) -> StoreResult<i64> {
        let sql = "SELECT count(*) FROM posts WHERE channel_id = $1 AND is_pinned AND delete_at = 0";
        let rows = self.read(sql, &[&channel_id.as_str()]).await?;
        Ok(cells::first(&rows, cells::number)?.unwrap_or(0))
    }

    async fn channel_membership(
        &self,
        channel_id: ChannelId,
        user_id: UserId,
    ) -> StoreResult<Option<ChannelMembership>> {
        let sql = "SELECT scheme_guest, scheme_user, scheme_admin, explicit_roles FROM channel_members
                   WHERE channel_id = $1 AND user_id = $2";
        let rows = self.read(sql, &[&channel_id.as_str(), &user_id.as_str()]).await?;
        Ok(cells::first(&rows, row::membership)?)
    }

    async fn roster(&self, channel_id: ChannelId) -> StoreResult<Vec<RosterEntry>> {
        Ok(cells::all(&self.read(roster::ALL, &[&channel_id.as_str()]).await?, roster::reader())?)
    }

    async fn roster_entry(&self, channel_id: ChannelId, user_id: UserId) -> StoreResult<Option<RosterEntry>> {
        let rows = self.read(roster::ONE, &[&channel_id.as_str(), &user_id.as_str()]).await?;
        Ok(cells::first(&rows, roster::reader())?)
    }

    async fn join_channel(&self, member: ChannelMember) -> StoreResult<(ChannelMember, bool)> {
        Ok(members::join_alone(self, member).await?)
    }

    async fn leave_channel(&self, channel_id: ChannelId, user_id: UserId, _now: TimestampMs) -> StoreResult<bool> {
        Ok(members::leave(self, channel_id, user_id).await?)
    }

    async fn set_member_notify_props(
        &self,
        channel_id: ChannelId,
        user_id: UserId,
        props: BTreeMap<String, String>,
        now: TimestampMs,
    ) -> StoreResult<Option<ChannelMember>> {
        let props = cells::to_json(&props);
        let rows = self.write(members::SET_PROPS, &[&channel_id.as_str(), &user_id.as_str(), &props, &now.0]).await?;
        Ok(cells::first(&rows, row::member)?)
    }

    async fn view_channels(&self, request: ViewRequest) -> StoreResult<Vec<Viewed>> {
        Ok(view::view(self, &request).await?)
    }

    async fn change_channel(
        &self,
        id: ChannelId,
        change: ChannelChange,
        now: TimestampMs,
    ) -> StoreResult<Option<Result<ChannelState, ChannelNameTaken>>> {
        Ok(change::change(self, id, change, now).await?)
    }

    async fn set_channel_roles(
        &self,
        channel_id: ChannelId,
        user_id: UserId,
        roles: SchemeRoles,
        now: TimestampMs,
    ) -> StoreResult<Option<ChannelMember>> {
        let (channel_id, user_id) = (channel_id.as_str(), user_id.as_str());
        let values: crate::connection::Values<'_> =
            &[&channel_id, &user_id, &roles.guest, &roles.user, &roles.admin, &now.0];
        Ok(cells::first(&self.write(members::SET_ROLES, values).await?, row::member)?)
    }

    async fn find_channels(&self, search: ChannelSearch) -> StoreResult<Vec<ChannelState>> {
        find::find(self, &search).await
    }

    async fn count_channels(&self, search: ChannelSearch) -> StoreResult<i64> {
        find::count(self, &search).await
    }

    async fn channel_totals(&self, channel_id: ChannelId) -> StoreResult<ChannelTotals> {
        let sql = "SELECT last_post_at, last_root_post_at, total_msg_count, total_msg_count_root FROM channels
                   WHERE id = $1";
        let rows = self.read(sql, &[&channel_id.as_str()]).await?;
        Ok(cells::first(&rows, row::totals)?.unwrap_or_default())
    }
}
