use async_trait::async_trait;

use countersign_primitives::{ChannelId, FileId, PostId};

use crate::{
    memory::{MemoryStore, State, paged},
    model::{FileInfo, Post},
    ports::store::{FileInfoStore, FileSearch, SearchSpan, StoreResult},
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

    async fn channel_file_count(&self, channel_id: ChannelId) -> StoreResult<i64> {
        let state = self.state();
        let here = state.files.values().filter(|file| file.channel_id == channel_id);
        let count = here.filter(|file| file.post_id.is_some_and(|post_id| state.is_there(post_id))).count();
        Ok(i64::try_from(count).unwrap_or(i64::MAX))
    }

    async fn search_files(&self, search: FileSearch) -> StoreResult<Vec<FileInfo>> {
        let state = self.state();
        let of_post = |file: &&FileInfo| file.post_id.is_some_and(|post_id| state.is_there(post_id));
        let meant = |file: &&FileInfo| is_meant(file, &search);
        let mut found: Vec<FileInfo> = state.files.values().filter(of_post).filter(meant).cloned().collect();
        found.sort_by_key(|file| std::cmp::Reverse((file.create_at, file.id)));
        Ok(paged(found, search.page))
    }
}

fn is_meant(file: &FileInfo, search: &FileSearch) -> bool {
    let name = file.name.to_lowercase();
    let holds = |part: &String| name.contains(part.as_str());
    let wanted = search.parts(false);
    let named = if search.any { wanted.is_empty() || wanted.iter().any(holds) } else { wanted.iter().all(holds) };
    let in_span = |span: &SearchSpan| {
        let inside = span.from.is_none_or(|from| file.create_at >= from)
            && span.until.is_none_or(|until| file.create_at < until);
        inside != span.excluded
    };
    named
        && !search.parts(true).iter().any(holds)
        && search.channels.contains(&file.channel_id)
        && (search.from.is_empty() || search.from.contains(&file.user_id))
        && !search.not_from.contains(&file.user_id)
        && search.spans.iter().all(in_span)
        && (search.extensions.is_empty() || search.extensions.contains(&file.extension))
        && !search.not_extensions.contains(&file.extension)
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
