use async_trait::async_trait;

use countersign_primitives::{Secret, TimestampMs, UserId};

use crate::{
    model::{SecondFactor, User},
    ports::store::StoreResult,
};

/// Second factors of accounts.
#[async_trait]
pub trait SecondFactorStore {
    /// A user's second factor, active or waiting; `None` when there is none.
    async fn second_factor(&self, user_id: UserId) -> StoreResult<Option<SecondFactor>>;

    /// Keeps a fresh secret until its first code comes. One that is active stays so.
    async fn offer_second_factor(&self, user_id: UserId, pending: Secret<String>) -> StoreResult<()>;

    /// Makes the secret that waits the active one, unless another waits by now; its first code's steps are used.
    /// Returns the account; `None` when that secret does not wait, or there is no such account.
    async fn activate_second_factor(
        &self,
        user_id: UserId,
        pending: Secret<String>,
        steps: Vec<i64>,
        now: TimestampMs,
    ) -> StoreResult<Option<User>>;

    /// Forgets the second factor. Returns the account; `None` when there is none.
    async fn remove_second_factor(&self, user_id: UserId, now: TimestampMs) -> StoreResult<Option<User>>;

    /// Notes used steps, unless others were noted since `before` was read: then somebody used a code in this moment.
    /// Whether they were noted.
    async fn use_second_factor(&self, user_id: UserId, before: Vec<i64>, after: Vec<i64>) -> StoreResult<bool>;
}
