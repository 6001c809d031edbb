use async_trait::async_trait;

use countersign_primitives::{ChannelId, PostId, TimestampMs};

use crate::{
    memory::{MemoryStore, State, paged},
    model::Post,
    ports::store::{MarkedPostStore, SavedQuery, StoreResult},
};

#[async_trait]
impl MarkedPostStore for MemoryStore {
    async fn set_pinned(&self, id: PostId, is_pinned: bool, now: TimestampMs) -> StoreResult<Option<Post>> {
        let mut state = self.state();
        let Some(post) = state.posts.get_mut(&id).filter(|post| post.delete_at.is_zero()) else { return Ok(None) };
        (post.is_pinned, post.update_at) = (is_pinned, now);
        let post = post.clone();
        Ok(Some(state.counted(&post)))
    }

    async fn pinned_posts(&self, channel_id: ChannelId) -> StoreResult<Vec<Post>> {
        Ok(self.state().marked_posts(|post| post.is_pinned && post.channel_id == channel_id))
    }

    async fn saved_posts(&self, query: SavedQuery) -> StoreResult<Vec<Post>> {
        let state = self.state();
        let is_saved = |post: &Post| {
            let name = (query.user_id, "flagged_post".to_owned(), post.id.to_string());
            state.preferences.contains_key(&name)
        };
        let saved = state.marked_posts(|post| state.is_asked_for(post, &query) && is_saved(post));
        Ok(paged(saved, query.page))
    }
}

impl State {
    fn is_asked_for(&self, post: &Post, query: &SavedQuery) -> bool {
        let Some(found) = self.channels.get(&post.channel_id) else { return false };
        let team_id = found.channel.team_id;
        self.channel_members.contains_key(&(post.channel_id, query.user_id))
            && query.channel_id.is_none_or(|channel_id| channel_id == post.channel_id)
            && query.team_id.is_none_or(|asked| team_id.is_none_or(|team_id| team_id == asked))
    }

    fn marked_posts(&self, matches: impl Fn(&Post) -> bool) -> Vec<Post> {
        let there = self.posts.values().filter(|post| post.delete_at.is_zero() && matches(post));
        let mut found: Vec<Post> = there.map(|post| self.counted(post)).collect();
        found.sort_by_key(|post| std::cmp::Reverse((post.create_at, post.id)));
        found
    }
}
