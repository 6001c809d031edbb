use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;

use countersign_primitives::UserId;
use countersign_server_domain::{
    model::{NewPush, OutboxSeq, QueuedPush},
    ports::store::{OutboxStore, StoreResult},
};

use crate::{
    cells, node,
    push_rows::{self, PushRows},
    store::PostgresStore,
};

/// How often a node looks whether another one died with pushes in its hands.
const RECLAIM_EVERY: Duration = Duration::from_secs(5);

#[async_trait]
impl OutboxStore for PostgresStore {
    async fn queue_pushes(&self, pushes: Vec<NewPush>) -> StoreResult<()> {
        if !pushes.is_empty() {
            self.write(push_rows::QUEUE, &PushRows::new(&pushes).values()).await?;
        }
        Ok(())
    }

    async fn take_pushes(&self, limit: u32) -> StoreResult<Vec<QueuedPush>> {
        let sql = "SELECT seq, ack_id, user_id, session_id, device_id, kind, post_id, channel_id, root_id, flags,
                   created_at FROM take_pushes_1($1, $2, $3, $4)";
        let number = self.node().number()?;
        let mut last_reclaim = self.last_reclaim().lock().await;
        let reclaims = last_reclaim.is_none_or(|last| last.elapsed() >= RECLAIM_EVERY);
        let rows = self.write(sql, &[&number, &i64::from(limit), &node::LOCKS, &reclaims]).await?;
        if reclaims {
            *last_reclaim = Some(Instant::now());
        }
        Ok(cells::all(&rows, push_rows::queued)?)
    }

    async fn settle_pushes(&self, settled: Vec<OutboxSeq>) -> StoreResult<()> {
        let settled: Vec<i64> = settled.into_iter().map(|seq| seq.0).collect();
        self.write("DELETE FROM push_outbox WHERE seq = ANY ($1)", &[&settled]).await?;
        Ok(())
    }

    async fn give_back_pushes(&self) -> StoreResult<()> {
        let number = self.node().number()?;
        self.write("UPDATE push_outbox SET holder = 0 WHERE holder = $1", &[&number]).await?;
        Ok(())
    }

    async fn badge(&self, user_id: UserId, collapsed_threads: bool) -> StoreResult<i64> {
        let sql = "SELECT coalesce((SELECT sum(CASE WHEN $2 THEN m.mention_count_root ELSE m.mention_count END)
                       FROM channel_members m JOIN channels c ON c.id = m.channel_id AND c.delete_at = 0
                       WHERE m.user_id = $1 AND m.mention_count > 0), 0)::bigint
                   + CASE WHEN $2 THEN coalesce((SELECT sum(f.unread_mentions)
                       FROM thread_follows f JOIN posts p ON p.id = f.root_id AND p.delete_at = 0
                       WHERE f.user_id = $1 AND f.unread_mentions > 0 AND f.following), 0)::bigint ELSE 0 END";
        let rows = self.read(sql, &[&user_id.as_str(), &collapsed_threads]).await?;
        Ok(cells::first(&rows, cells::number)?.unwrap_or(0))
    }
}
