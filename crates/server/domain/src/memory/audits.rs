use std::cmp::Reverse;

use async_trait::async_trait;

use countersign_primitives::UserId;

use crate::{
    memory::{MemoryStore, paged},
    model::Audit,
    ports::store::{AuditStore, Page, StoreResult},
};

#[async_trait]
impl AuditStore for MemoryStore {
    async fn add_audits(&self, audits: Vec<Audit>) -> StoreResult<()> {
        self.state().audits.extend(audits);
        Ok(())
    }

    async fn audits(&self, user_id: Option<UserId>, page: Page) -> StoreResult<Vec<Audit>> {
        let state = self.state();
        let wanted = state.audits.iter().filter(|audit| user_id.is_none() || audit.user_id == user_id);
        let mut found: Vec<Audit> = wanted.cloned().collect();
        found.sort_by_key(|audit| Reverse((audit.create_at, audit.id)));
        Ok(paged(found, page))
    }
}
