use async_trait::async_trait;

use countersign_primitives::UserId;

use crate::{
    model::{NewPush, OutboxSeq, QueuedPush},
    ports::store::StoreResult,
};

/// Pushes that are decided and not yet settled with the gateway.
#[async_trait]
pub trait OutboxStore {
    /// Queues pushes that belong to no other write.
    async fn queue_pushes(&self, pushes: Vec<NewPush>) -> StoreResult<()>;

    /// The next pushes after a place, in order.
    async fn pending_pushes(&self, after: OutboxSeq, limit: u32) -> StoreResult<Vec<QueuedPush>>;

    /// Forgets pushes that are settled.
    async fn settle_pushes(&self, settled: Vec<OutboxSeq>) -> StoreResult<()>;

    /// The number for a user's icon: unread mentions in channels that are not archived. With `collapsed_threads`,
    /// mentions in root posts plus those in followed threads whose root is not deleted.
    async fn badge(&self, user_id: UserId, collapsed_threads: bool) -> StoreResult<i64>;
}
