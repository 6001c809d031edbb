use async_trait::async_trait;

use countersign_primitives::{FileId, PostId};

use crate::{
    memory::{MemoryStore, State},
    model::{FileInfo, Post},
    ports::store::{FileInfoStore, StoreResult},
};

#[async_trait]
impl FileInfoStore for MemoryStore {
    async fn add_file(&self, file: FileInfo) -> StoreResult<()> {
        self.state().files.insert(file.id, file);
        Ok(())
    }

    async fn file(&self, id: FileId) -> StoreResult<Option<FileInfo>> {
        let state = self.state();
        Ok(state.files.get(&id).filter(|file| file.post_id.is_none_or(|post_id| state.is_there(post_id))).cloned())
    }

    async fn files_of_posts(&self, posts: &[PostId]) -> StoreResult<Vec<FileInfo>> {
        let state = self.state();
        let of_posts =
            |file: &&FileInfo| file.post_id.is_some_and(|post_id| posts.contains(&post_id) && state.is_there(post_id));
        let mut found: Vec<FileInfo> = state.files.values().filter(of_posts).cloned().collect();
        found.sort_by_key(|file| (file.create_at, file.id));
        Ok(found)
    }
}

impl State {
    /// Whether a post exists and is not deleted.
    pub(super) fn is_there(&self, post_id: PostId) -> bool {
        self.posts.get(&post_id).is_some_and(|post| post.delete_at.is_zero())
    }

    /// Gives a post its files; those that are not its own already (`former`) and that it cannot have are left out of its
    /// list.
    pub(super) fn attach_files(&mut self, post: &mut Post, former: &[FileId]) {
        let files = &mut self.files;
        let (post_id, user_id, channel_id) = (post.id, post.user_id, post.channel_id);
        post.file_ids.retain(|file_id| {
            if former.contains(file_id) {
                return true;
            }
            let free = |file: &&mut FileInfo| file.user_id == user_id && file.post_id.is_none();
            let Some(file) = files.get_mut(file_id).filter(free) else { return false };
            (file.post_id, file.channel_id) = (Some(post_id), channel_id);
            true
        });
    }
}
