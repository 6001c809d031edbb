use async_trait::async_trait;

use countersign_primitives::{ChannelId, PostId, TeamId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{Post, TeamUnread},
    ports::store::{CountersWrite, CountersWritten, StoreResult, UnreadStore},
};

use crate::{cells, posts::row, store::PostgresStore};

mod counters;

const TEAMS: &str = "SELECT o.team_id,
        coalesce(sum(m.messages) FILTER (WHERE m.heard), 0)::bigint,
        coalesce(sum(m.roots) FILTER (WHERE m.heard), 0)::bigint,
        coalesce(sum(m.mention_count), 0)::bigint, coalesce(sum(m.mention_count_root), 0)::bigint
    FROM team_members o JOIN teams t ON t.id = o.team_id AND t.delete_at = 0
        LEFT JOIN (
            SELECT c.team_id, c.total_msg_count - m.msg_count AS messages,
                c.total_msg_count_root - m.msg_count_root AS roots, m.mention_count, m.mention_count_root,
                (m.notify_props::json ->> 'mark_unread') IS DISTINCT FROM 'mention' AS heard
            FROM channel_members m JOIN channels c ON c.id = m.channel_id AND c.delete_at = 0
            WHERE m.user_id = $1
        ) m ON m.team_id = o.team_id
    WHERE o.user_id = $1 AND o.delete_at = 0 AND ($2 = '' OR o.team_id = $2)
    GROUP BY o.team_id ORDER BY o.team_id";

#[async_trait]
impl UnreadStore for PostgresStore {
    async fn posts_from(
        &self,
        channel_id: ChannelId,
        from: TimestampMs,
        beyond: Option<PostId>,
        limit: u32,
    ) -> StoreResult<Vec<Post>> {
        let sql = row::select!(
            "WHERE p.channel_id = $1 AND (p.create_at, p.id) > ($2, $3) AND p.delete_at = 0
             ORDER BY p.create_at, p.id LIMIT $4"
        );
        // Nothing sorts before the empty text, so that without a post everything of the time is there.
        let beyond = cells::or_empty(beyond.as_ref());
        let rows = self.read(sql, &[&channel_id.as_str(), &from.0, &beyond, &i64::from(limit)]).await?;
        Ok(cells::all(&rows, row::counted)?)
    }

    async fn first_post_after(
        &self,
        channel_id: ChannelId,
        time: TimestampMs,
        roots_only: bool,
    ) -> StoreResult<Option<Post>> {
        let sql = row::select!(
            "WHERE p.channel_id = $1 AND p.create_at > $2 AND p.delete_at = 0 AND (p.root_id = '' OR NOT $3)
             ORDER BY p.create_at, p.id LIMIT 1"
        );
        Ok(cells::first(&self.read(sql, &[&channel_id.as_str(), &time.0, &roots_only]).await?, row::counted)?)
    }

    async fn put_counters(&self, write: CountersWrite) -> StoreResult<CountersWritten> {
        Ok(counters::put(self, &write).await?)
    }

    async fn team_unreads(&self, user_id: UserId, team_id: Option<TeamId>) -> StoreResult<Vec<TeamUnread>> {
        let rows = self.read(TEAMS, &[&user_id.as_str(), &cells::or_empty(team_id.as_ref())]).await?;
        let unread = |cells: &mut cells::Cells<'_>| {
            Ok(TeamUnread {
                team_id: cells.id()?,
                msg_count: cells.get()?,
                msg_count_root: cells.get()?,
                mention_count: cells.get()?,
                mention_count_root: cells.get()?,
            })
        };
        Ok(cells::all(&rows, unread)?)
    }
}
