use async_trait::async_trait;

use countersign_primitives::UserId;

use crate::{
    model::Audit,
    ports::store::{Page, StoreResult},
};

/// The audit trail. Nothing in it ever changes.
#[async_trait]
pub trait AuditStore {
    /// Adds entries.
    async fn add_audits(&self, audits: Vec<Audit>) -> StoreResult<()>;

    /// A page of entries, the latest first: those by one user, or all.
    async fn audits(&self, user_id: Option<UserId>, page: Page) -> StoreResult<Vec<Audit>>;
}
