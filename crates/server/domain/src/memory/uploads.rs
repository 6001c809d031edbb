use async_trait::async_trait;

use countersign_primitives::FileId;

use crate::{
    memory::MemoryStore,
    model::{FileInfo, UploadSession},
    ports::store::{StoreResult, UploadStore},
};

#[async_trait]
impl UploadStore for MemoryStore {
    async fn add_upload(&self, session: UploadSession) -> StoreResult<()> {
        self.state().uploads.insert(session.id, session);
        Ok(())
    }

    async fn upload(&self, id: FileId) -> StoreResult<Option<UploadSession>> {
        Ok(self.state().uploads.get(&id).cloned())
    }

    async fn add_upload_part(&self, id: FileId, seen: Vec<u64>, end: u64) -> StoreResult<bool> {
        let mut state = self.state();
        let Some(session) = state.uploads.get_mut(&id).filter(|session| session.ends == seen) else {
            return Ok(false);
        };
        session.ends.push(end);
        Ok(true)
    }

    async fn finish_upload(&self, file: FileInfo) -> StoreResult<bool> {
        let mut state = self.state();
        let was_there = state.uploads.remove(&file.id).is_some();
        if was_there {
            state.files.insert(file.id, file);
        }
        Ok(was_there)
    }
}
