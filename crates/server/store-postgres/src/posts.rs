use async_trait::async_trait;

use countersign_primitives::{ChannelId, PostId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{Follow, Post, PostPage, Thread},
    ports::store::{PageQuery, PostChange, PostDeletion, PostStore, PostWrite, PostWritten, StoreResult, ThreadQuery},
};

use crate::{cells, store::PostgresStore};

mod change;
mod create;
mod marked;
mod page;
pub(crate) mod row;
mod thread_page;
mod threads;

pub(crate) use threads::follow;

#[async_trait]
impl PostStore for PostgresStore {
    async fn create_post(&self, write: PostWrite) -> StoreResult<PostWritten> {
        create::create(self, write).await
    }

    async fn post(&self, id: PostId) -> StoreResult<Option<Post>> {
        Ok(self.post_or_deleted(id).await?.filter(|post| post.delete_at.is_zero()))
    }

    async fn post_or_deleted(&self, id: PostId) -> StoreResult<Option<Post>> {
        let rows = self.read(row::select!("WHERE p.id = $1"), &[&id.as_str()]).await?;
        Ok(cells::first(&rows, row::counted)?)
    }

    async fn posts_by_ids(&self, ids: &[PostId]) -> StoreResult<Vec<Post>> {
        let rows = self.read(row::select!("WHERE p.id = ANY ($1) AND p.delete_at = 0"), &[&cells::texts(ids)]).await?;
        Ok(cells::all(&rows, row::counted)?)
    }

    async fn posts_page(&self, query: PageQuery) -> StoreResult<PostPage> {
        page::page(self, &query).await
    }

    async fn thread_page(&self, query: ThreadQuery) -> StoreResult<Option<PostPage>> {
        thread_page::page(self, &query).await
    }

    async fn posts_changed_at(&self, channel_id: ChannelId) -> StoreResult<TimestampMs> {
        let sql = "SELECT update_at FROM posts WHERE channel_id = $1 ORDER BY update_at DESC LIMIT 1";
        let rows = self.read(sql, &[&channel_id.as_str()]).await?;
        Ok(cells::first(&rows, cells::time)?.unwrap_or_default())
    }

    async fn threads(&self, roots: &[PostId]) -> StoreResult<Vec<Thread>> {
        threads::select(self, roots).await
    }

    async fn follows(&self, root_id: PostId) -> StoreResult<Vec<Follow>> {
        let rows = self.read(threads::FOLLOWS, &[&root_id.as_str()]).await?;
        Ok(cells::all(&rows, threads::follow)?)
    }

    async fn follows_of(&self, user_id: UserId, roots: &[PostId]) -> StoreResult<Vec<Follow>> {
        let rows = self.read(threads::FOLLOWS_OF, &[&cells::texts(roots), &user_id.as_str()]).await?;
        Ok(cells::all(&rows, threads::follow)?)
    }

    async fn thread_authors(&self, root_id: PostId) -> StoreResult<Vec<UserId>> {
        let sql = "SELECT user_id FROM posts WHERE id = $1
                   UNION SELECT user_id FROM posts WHERE root_id = $1 AND root_id <> '' AND delete_at = 0";
        let rows = self.read(sql, &[&root_id.as_str()]).await?;
        Ok(cells::all(&rows, cells::id)?)
    }

    async fn change_post(
        &self,
        id: PostId,
        former: PostId,
        change: PostChange,
        now: TimestampMs,
    ) -> StoreResult<Option<Post>> {
        Ok(change::change(self, id, former, change, now).await?)
    }

    async fn delete_post(&self, deletion: PostDeletion) -> StoreResult<Option<Post>> {
        Ok(change::delete(self, &deletion).await?)
    }

    async fn post_history(&self, id: PostId) -> StoreResult<Vec<Post>> {
        let sql =
            row::select!("WHERE p.original_id = $1 AND p.original_id <> '' ORDER BY p.edit_at DESC, p.update_at, p.id");
        let history = cells::all(&self.read(sql, &[&id.as_str()]).await?, row::counted)?;
        Ok(history.into_iter().map(|post| Post { reply_count: 0, ..post }).collect())
    }
}
