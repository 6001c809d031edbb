use async_trait::async_trait;

use countersign_primitives::{ChannelId, PostId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{Follow, Post, PostPage, Thread},
    ports::store::{PageQuery, PostChange, PostDeletion, PostStore, PostWrite, PostWritten, StoreResult, ThreadQuery},
};

use crate::{column, store::SqliteStore};

mod change;
mod create;
mod marked;
mod page;
mod row;
mod thread_page;
mod threads;

pub(crate) use row::{post, select};
pub(crate) use threads::{follows, with_reply_counts};

#[async_trait]
impl PostStore for SqliteStore {
    async fn create_post(&self, write: PostWrite) -> StoreResult<PostWritten> {
        self.write(move |db| create::create(db, write)).await
    }

    async fn post(&self, id: PostId) -> StoreResult<Option<Post>> {
        Ok(self.post_or_deleted(id).await?.filter(|post| post.delete_at.is_zero()))
    }

    async fn post_or_deleted(&self, id: PostId) -> StoreResult<Option<Post>> {
        self.read(move |db| {
            let found = row::select(db, "SELECT * FROM posts WHERE id = ?1", [id.as_str()])?;
            Ok(threads::with_reply_counts(db, found)?.pop())
        })
        .await
    }

    async fn posts_by_ids(&self, ids: &[PostId]) -> StoreResult<Vec<Post>> {
        let ids = column::id_list(ids);
        self.read(move |db| {
            let sql = "SELECT * FROM posts WHERE id IN (SELECT value FROM json_each(?1)) AND delete_at = 0";
            let found = row::select(db, sql, [ids])?;
            threads::with_reply_counts(db, found)
        })
        .await
    }

    async fn posts_page(&self, query: PageQuery) -> StoreResult<PostPage> {
        self.read(move |db| page::page(db, &query)).await
    }

    async fn thread_page(&self, query: ThreadQuery) -> StoreResult<Option<PostPage>> {
        self.read(move |db| thread_page::page(db, &query)).await
    }

    async fn posts_changed_at(&self, channel_id: ChannelId) -> StoreResult<TimestampMs> {
        self.read(move |db| {
            let sql = "SELECT coalesce(max(update_at), 0) FROM posts WHERE channel_id = ?1";
            Ok(TimestampMs(db.prepare_cached(sql)?.query_row([channel_id.as_str()], |row| row.get(0))?))
        })
        .await
    }

    async fn threads(&self, roots: &[PostId]) -> StoreResult<Vec<Thread>> {
        let roots = column::id_list(roots);
        self.read(move |db| threads::select(db, roots)).await
    }

    async fn follows(&self, root_id: PostId) -> StoreResult<Vec<Follow>> {
        self.read(move |db| threads::follows(db, "SELECT * FROM thread_follows WHERE root_id = ?1", [root_id.as_str()]))
            .await
    }

    async fn follows_of(&self, user_id: UserId, roots: &[PostId]) -> StoreResult<Vec<Follow>> {
        let roots = column::id_list(roots);
        self.read(move |db| {
            let sql = "SELECT * FROM thread_follows
                       WHERE root_id IN (SELECT value FROM json_each(?1)) AND user_id = ?2";
            threads::follows(db, sql, [roots.as_str(), user_id.as_str()])
        })
        .await
    }

    async fn thread_authors(&self, root_id: PostId) -> StoreResult<Vec<UserId>> {
        self.read(move |db| {
            let sql = "SELECT user_id FROM posts WHERE id = ?1
                       UNION SELECT user_id FROM posts WHERE root_id = ?1 AND delete_at = 0";
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query([root_id.as_str()])?;
            let mut authors = Vec::new();
            while let Some(row) = rows.next()? {
                authors.push(column::id(row, "user_id")?);
            }
            Ok(authors)
        })
        .await
    }

    async fn change_post(
        &self,
        id: PostId,
        former: PostId,
        change: PostChange,
        now: TimestampMs,
    ) -> StoreResult<Option<Post>> {
        self.write(move |db| change::change(db, id, former, change, now)).await
    }

    async fn delete_post(&self, deletion: PostDeletion) -> StoreResult<Option<Post>> {
        self.write(move |db| change::delete(db, &deletion)).await
    }

    async fn post_history(&self, id: PostId) -> StoreResult<Vec<Post>> {
        self.read(move |db| {
            let sql = "SELECT * FROM posts WHERE original_id = ?1 AND original_id <> ''
                       ORDER BY edit_at DESC, update_at, id";
            row::select(db, sql, [id.as_str()])
        })
        .await
    }
}
