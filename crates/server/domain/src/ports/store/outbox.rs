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

    /// Takes the next pushes that nobody holds, in order, at most `limit`. This node holds them, and no other node gets
    /// them, until they are settled or given back, or until the node is known to be dead. While another node holds an
    /// earlier push for the same device, none is taken for it.
    async fn take_pushes(&self, limit: u32) -> StoreResult<Vec<QueuedPush>>;

    /// Forgets pushes that are settled.
    async fn settle_pushes(&self, settled: Vec<OutboxSeq>) -> StoreResult<()>;

    /// Gives back what this node holds. Who begins to deliver begins with this: a predecessor in the same process may
    /// have ended with pushes in its hands.
    async fn give_back_pushes(&self) -> StoreResult<()>;

    /// The number for a user's icon: unread mentions in channels that are not archived. With `collapsed_threads`,
    /// mentions in root posts plus those in followed threads whose root is not deleted.
    async fn badge(&self, user_id: UserId, collapsed_threads: bool) -> StoreResult<i64>;
}
