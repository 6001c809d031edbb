use async_trait::async_trait;

use countersign_primitives::{ChannelId, PostId, TimestampMs};
use countersign_server_domain::{
    model::Post,
    ports::store::{MarkedPostStore, PostStore, SavedQuery, StoreResult},
};

use crate::{cells, posts::row, store::PostgresStore};

#[async_trait]
impl MarkedPostStore for PostgresStore {
    async fn set_pinned(&self, id: PostId, is_pinned: bool, now: TimestampMs) -> StoreResult<Option<Post>> {
        let sql = "UPDATE posts SET is_pinned = $2, update_at = $3 WHERE id = $1 AND delete_at = 0";
        self.write(sql, &[&id.as_str(), &is_pinned, &now.0]).await?;
        self.post(id).await
    }

    async fn pinned_posts(&self, channel_id: ChannelId) -> StoreResult<Vec<Post>> {
        let sql = row::select!(
            "WHERE p.channel_id = $1 AND p.is_pinned AND p.delete_at = 0 ORDER BY p.create_at DESC, p.id DESC"
        );
        Ok(cells::all(&self.read(sql, &[&channel_id.as_str()]).await?, row::counted)?)
    }

    async fn saved_posts(&self, query: SavedQuery) -> StoreResult<Vec<Post>> {
        let sql = row::select!(
            "JOIN preferences s ON s.name = p.id AND s.category = 'flagged_post'
             JOIN channel_members m ON m.channel_id = p.channel_id AND m.user_id = s.user_id
             JOIN channels c ON c.id = p.channel_id
             WHERE s.user_id = $1 AND p.delete_at = 0 AND ($2 = '' OR c.team_id IN ($2, ''))
                 AND ($3 = '' OR p.channel_id = $3)
             ORDER BY p.create_at DESC, p.id DESC LIMIT $4 OFFSET $5"
        );
        let team_id = cells::or_empty(query.team_id.as_ref());
        let channel_id = cells::or_empty(query.channel_id.as_ref());
        let (limit, offset) = (cells::limit(query.page), cells::offset(query.page));
        let rows = self.read(sql, &[&query.user_id.as_str(), &team_id, &channel_id, &limit, &offset]).await?;
        Ok(cells::all(&rows, row::counted)?)
    }
}
