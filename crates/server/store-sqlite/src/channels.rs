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
use rusqlite::params;

use crate::{column, store::SqliteStore};

mod change;
mod create;
mod find;
mod list;
mod members;
mod roster;
mod row;
mod view;

pub(crate) use create::insert;
pub(crate) use members::join;
pub(crate) use row::{members, totals};
pub(crate) use view::mark_read;

#[async_trait]
impl ChannelStore for SqliteStore {
    async fn create_channel(
        &self,
        channel: Channel,
        members: Vec<ChannelMember>,
    ) -> StoreResult<Result<(), ChannelNameTaken>> {
        self.write(move |db| create::create(db, &channel, &members)).await
    }

    async fn direct_channel(&self, channel: Channel, members: Vec<ChannelMember>) -> StoreResult<DirectChannel> {
        self.write(move |db| create::direct(db, channel, &members)).await
    }

    async fn channel(&self, id: ChannelId) -> StoreResult<Option<ChannelState>> {
        self.read(move |db| Ok(row::channels(db, "SELECT * FROM channels WHERE id = ?1", [id.as_str()])?.pop())).await
    }

    async fn channel_by_name(
        &self,
        team_id: TeamId,
        name: &str,
        include_deleted: bool,
    ) -> StoreResult<Option<ChannelState>> {
        let name = name.to_owned();
        self.read(move |db| {
            let sql = "SELECT * FROM channels WHERE team_id = ?1 AND name = ?2 AND (delete_at = 0 OR ?3)";
            Ok(row::channels(db, sql, params![team_id.as_str(), name, include_deleted])?.pop())
        })
        .await
    }

    async fn channels_of(&self, user_id: UserId, filter: ChannelFilter) -> StoreResult<Vec<ChannelState>> {
        self.read(move |db| list::channels_of(db, user_id, filter)).await
    }

    async fn public_channels(&self, team_id: TeamId, page: Page) -> StoreResult<Vec<ChannelState>> {
        self.read(move |db| {
            let sql = "SELECT * FROM channels WHERE team_id = ?1 AND kind = 'O' AND delete_at = 0
                       ORDER BY display_name, id LIMIT ?2 OFFSET ?3";
            row::channels(db, sql, params![team_id.as_str(), page.size, column::offset(page)])
        })
        .await
    }

    async fn channel_members_of(&self, user_id: UserId, team_id: TeamId) -> StoreResult<Vec<ChannelMember>> {
        self.read(move |db| list::members_of(db, user_id, team_id)).await
    }

    async fn channel_member(&self, channel_id: ChannelId, user_id: UserId) -> StoreResult<Option<ChannelMember>> {
        self.read(move |db| members::one(db, channel_id, user_id)).await
    }

    async fn channel_members(&self, channel_id: ChannelId, page: Page) -> StoreResult<Vec<ChannelMember>> {
        self.read(move |db| {
            let sql = "SELECT * FROM channel_members WHERE channel_id = ?1 ORDER BY user_id LIMIT ?2 OFFSET ?3";
            row::members(db, sql, params![channel_id.as_str(), page.size, column::offset(page)])
        })
        .await
    }

    async fn channel_member_counts(&self, channel_id: ChannelId) -> StoreResult<(i64, i64)> {
        self.read(move |db| {
            let sql = "SELECT count(*), coalesce(sum(m.scheme_guest), 0) FROM channel_members m
                       JOIN users u ON u.id = m.user_id AND u.delete_at = 0 WHERE m.channel_id = ?1";
            let mut statement = db.prepare_cached(sql)?;
            Ok(statement.query_row([channel_id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
        .await
    }

    async fn pinned_post_count(&self, channel_id: ChannelId) -> StoreResult<i64> {
        self.read(move |db| {
            let sql = "SELECT count(*) FROM posts WHERE channel_id = ?1 AND is_pinned = 1 AND delete_at = 0";
            Ok(db.prepare_cached(sql)?.query_row([channel_id.as_str()], |row| row.get(0))?)
        })
        .await
    }

    async fn channel_membership(
        &self,
        channel_id: ChannelId,
        user_id: UserId,
    ) -> StoreResult<Option<ChannelMembership>> {
        self.read(move |db| members::membership(db, channel_id, user_id)).await
    }

    async fn roster(&self, channel_id: ChannelId) -> StoreResult<Vec<RosterEntry>> {
        self.read(move |db| roster::all(db, channel_id)).await
    }

    async fn roster_entry(&self, channel_id: ChannelId, user_id: UserId) -> StoreResult<Option<RosterEntry>> {
        self.read(move |db| roster::one(db, channel_id, user_id)).await
    }

    async fn join_channel(&self, member: ChannelMember) -> StoreResult<(ChannelMember, bool)> {
        self.write(move |db| join(db, &member)).await
    }

    async fn leave_channel(&self, channel_id: ChannelId, user_id: UserId, _now: TimestampMs) -> StoreResult<bool> {
        self.write(move |db| {
            let sql = "DELETE FROM thread_follows WHERE user_id = ?2
                       AND EXISTS (SELECT 1 FROM posts p WHERE p.id = thread_follows.root_id AND p.channel_id = ?1)";
            db.prepare_cached(sql)?.execute([channel_id.as_str(), user_id.as_str()])?;
            let sql = "DELETE FROM channel_members WHERE channel_id = ?1 AND user_id = ?2";
            Ok(db.prepare_cached(sql)?.execute([channel_id.as_str(), user_id.as_str()])? > 0)
        })
        .await
    }

    async fn set_member_notify_props(
        &self,
        channel_id: ChannelId,
        user_id: UserId,
        props: BTreeMap<String, String>,
        now: TimestampMs,
    ) -> StoreResult<Option<ChannelMember>> {
        self.write(move |db| {
            let sql = "UPDATE channel_members SET notify_props = ?3, last_update_at = ?4
                       WHERE channel_id = ?1 AND user_id = ?2 RETURNING *";
            let params = params![channel_id.as_str(), user_id.as_str(), column::to_json(&props), now.0];
            Ok(row::members(db, sql, params)?.pop())
        })
        .await
    }

    async fn view_channels(&self, request: ViewRequest) -> StoreResult<Vec<Viewed>> {
        self.write(move |db| view::view(db, &request)).await
    }

    async fn change_channel(
        &self,
        id: ChannelId,
        change: ChannelChange,
        now: TimestampMs,
    ) -> StoreResult<Option<Result<ChannelState, ChannelNameTaken>>> {
        self.write(move |db| change::change(db, id, change, now)).await
    }

    async fn set_channel_roles(
        &self,
        channel_id: ChannelId,
        user_id: UserId,
        roles: SchemeRoles,
        now: TimestampMs,
    ) -> StoreResult<Option<ChannelMember>> {
        self.write(move |db| {
            let sql = "UPDATE channel_members SET scheme_guest = ?3, scheme_user = ?4, scheme_admin = ?5,
                           last_update_at = ?6 WHERE channel_id = ?1 AND user_id = ?2 RETURNING *";
            let (channel_id, user_id) = (channel_id.as_str(), user_id.as_str());
            let params = params![channel_id, user_id, roles.guest, roles.user, roles.admin, now.0];
            Ok(row::members(db, sql, params)?.pop())
        })
        .await
    }

    async fn find_channels(&self, search: ChannelSearch) -> StoreResult<Vec<ChannelState>> {
        self.read(move |db| find::find(db, &search)).await
    }

    async fn count_channels(&self, search: ChannelSearch) -> StoreResult<i64> {
        self.read(move |db| find::count(db, &search)).await
    }

    async fn channel_totals(&self, channel_id: ChannelId) -> StoreResult<ChannelTotals> {
        let state = self.channel(channel_id).await?;
        Ok(state.map(|state| state.totals).unwrap_or_default())
    }
}
