use async_trait::async_trait;

use countersign_primitives::{ChannelId, PostId, TimestampMs, UserId};

use crate::{
    memory::{MemoryStore, State},
    model::{ChannelTotals, Follow, Post, PostPage, Priority, Thread, Viewed},
    ports::store::{
        AuthorView, FollowWrite, PageQuery, PostChange, PostDeletion, PostStore, PostWrite, PostWritten, RootGone,
        StoreResult, StoredPost, ThreadQuery,
    },
};

#[async_trait]
impl PostStore for MemoryStore {
    async fn create_post(&self, write: PostWrite) -> StoreResult<PostWritten> {
        Ok(self.state().create_post(write))
    }

    async fn post(&self, id: PostId) -> StoreResult<Option<Post>> {
        Ok(self.post_or_deleted(id).await?.filter(|post| post.delete_at.is_zero()))
    }

    async fn post_or_deleted(&self, id: PostId) -> StoreResult<Option<Post>> {
        let state = self.state();
        Ok(state.posts.get(&id).map(|post| state.counted(post)))
    }

    async fn posts_by_ids(&self, ids: &[PostId]) -> StoreResult<Vec<Post>> {
        let state = self.state();
        let found = state.posts.values().filter(|post| ids.contains(&post.id) && post.delete_at.is_zero());
        Ok(found.map(|post| state.counted(post)).collect())
    }

    async fn posts_page(&self, query: PageQuery) -> StoreResult<PostPage> {
        Ok(self.state().posts_page(&query))
    }

    async fn thread_page(&self, query: ThreadQuery) -> StoreResult<Option<PostPage>> {
        Ok(self.state().thread_page(&query))
    }

    async fn posts_changed_at(&self, channel_id: ChannelId) -> StoreResult<TimestampMs> {
        let state = self.state();
        let here = state.posts.values().filter(|post| post.channel_id == channel_id);
        Ok(here.map(|post| post.update_at).max().unwrap_or_default())
    }

    async fn threads(&self, roots: &[PostId]) -> StoreResult<Vec<Thread>> {
        let state = self.state();
        Ok(roots.iter().filter_map(|root| state.threads.get(root).cloned()).collect())
    }

    async fn follows(&self, root_id: PostId) -> StoreResult<Vec<Follow>> {
        Ok(self.state().follows.values().filter(|follow| follow.root_id == root_id).cloned().collect())
    }

    async fn follows_of(&self, user_id: UserId, roots: &[PostId]) -> StoreResult<Vec<Follow>> {
        let state = self.state();
        Ok(roots.iter().filter_map(|&root| state.follows.get(&(root, user_id)).cloned()).collect())
    }

    async fn thread_authors(&self, root_id: PostId) -> StoreResult<Vec<UserId>> {
        let state = self.state();
        let root = state.posts.get(&root_id).map(|post| post.user_id);
        let replies = state.posts.values().filter(|post| post.root_id == Some(root_id) && post.delete_at.is_zero());
        let mut authors: Vec<UserId> = root.into_iter().chain(replies.map(|post| post.user_id)).collect();
        authors.sort_unstable();
        authors.dedup();
        Ok(authors)
    }

    async fn change_post(
        &self,
        id: PostId,
        former: PostId,
        change: PostChange,
        now: TimestampMs,
    ) -> StoreResult<Option<Post>> {
        Ok(self.state().change_post(id, former, change, now))
    }

    async fn delete_post(&self, deletion: PostDeletion) -> StoreResult<Option<Post>> {
        Ok(self.state().delete_post(deletion))
    }

    async fn post_history(&self, id: PostId) -> StoreResult<Vec<Post>> {
        let state = self.state();
        let mut former: Vec<Post> = state.posts.values().filter(|post| post.original_id == Some(id)).cloned().collect();
        former.sort_by_key(|post| (std::cmp::Reverse(post.edit_at), post.update_at, post.id));
        Ok(former)
    }
}

impl State {
    fn create_post(&mut self, write: PostWrite) -> PostWritten {
        if let Some(former) = self.former(&write) {
            return PostWritten::Duplicate(Box::new(former));
        }
        if let Some(gone) = write.post.root_id.and_then(|root_id| self.root_gone(root_id, &write.post)) {
            return PostWritten::RootGone(gone);
        }
        let mut post = write.post;
        self.attach_files(&mut post, &[]);
        self.posts.insert(post.id, post.clone());
        if let Some(pending) = write.pending {
            let expires_at = write.now + pending.window;
            self.pending.insert((post.user_id, pending.pending_post_id), (post.id, expires_at));
        }
        let unread_before = self.unread(post.channel_id, post.user_id);
        let totals = self.raise_totals(&post, write.counts);
        let viewed = match write.author_view {
            AuthorView::Viewed => self.mark_read(post.channel_id, post.user_id),
            AuthorView::Untouched => None,
        };
        let author_viewed = viewed.map(|viewed| Viewed { had_unread: unread_before, ..viewed });
        self.raise_mentions(&post, &write.mentions);
        if let Some(root_id) = post.root_id {
            self.reply(root_id, &post, &write.follows);
        }
        self.queue(write.pushes);
        PostWritten::Stored(Box::new(StoredPost { post: self.counted(&post), totals, author_viewed }))
    }

    fn former(&self, write: &PostWrite) -> Option<Post> {
        let key = (write.post.user_id, write.pending.as_ref()?.pending_post_id.clone());
        let (post_id, expires_at) = self.pending.get(&key)?;
        let post = self.posts.get(post_id).filter(|_| *expires_at > write.now)?;
        Some(self.counted(post))
    }

    fn root_gone(&self, root_id: PostId, post: &Post) -> Option<RootGone> {
        match self.posts.get(&root_id) {
            Some(root) if root.root_id.is_some() || !root.delete_at.is_zero() => Some(RootGone::Missing),
            Some(root) if root.channel_id != post.channel_id => Some(RootGone::OtherChannel),
            Some(_) => None,
            None => Some(RootGone::Missing),
        }
    }

    fn raise_totals(&mut self, post: &Post, counts: bool) -> ChannelTotals {
        let Some(found) = self.channels.get_mut(&post.channel_id) else { return ChannelTotals::default() };
        let totals = &mut found.totals;
        let is_root = post.root_id.is_none();
        totals.last_post_at = totals.last_post_at.max(post.create_at);
        totals.total_msg_count += i64::from(counts);
        if is_root {
            totals.last_root_post_at = totals.last_root_post_at.max(post.create_at);
            totals.total_msg_count_root += i64::from(counts);
        }
        *totals
    }

    fn unread(&self, channel_id: ChannelId, user_id: UserId) -> bool {
        let member = self.channel_members.get(&(channel_id, user_id));
        let totals = self.channels.get(&channel_id).map(|found| found.totals);
        member.zip(totals).is_some_and(|(member, totals)| member.msg_count < totals.total_msg_count)
    }

    fn raise_mentions(&mut self, post: &Post, mentioned: &[UserId]) {
        let is_root = post.root_id.is_none();
        let urgent = is_root && post.priority.as_ref().is_some_and(Priority::is_urgent);
        for &user_id in mentioned {
            if let Some(member) = self.channel_members.get_mut(&(post.channel_id, user_id)) {
                member.mention_count += 1;
                member.mention_count_root += i64::from(is_root);
                member.urgent_mention_count += i64::from(urgent);
                member.last_update_at = member.last_update_at.max(post.create_at);
            }
        }
    }

    fn reply(&mut self, root_id: PostId, post: &Post, follows: &[FollowWrite]) {
        let team_id = self.channels.get(&post.channel_id).and_then(|found| found.channel.team_id);
        let thread = self.threads.entry(root_id).or_insert_with(|| Thread {
            root_id,
            channel_id: post.channel_id,
            team_id,
            reply_count: 0,
            last_reply_at: TimestampMs::ZERO,
            participants: Vec::new(),
        });
        thread.reply_count += 1;
        thread.last_reply_at = thread.last_reply_at.max(post.create_at);
        thread.participants.retain(|&user_id| user_id != post.user_id);
        thread.participants.push(post.user_id);
        if let Some(root) = self.posts.get_mut(&root_id) {
            root.update_at = root.update_at.max(post.create_at);
        }
        for write in follows {
            self.follow(root_id, post, write);
        }
    }

    fn follow(&mut self, root_id: PostId, post: &Post, write: &FollowWrite) {
        let follow = self.follows.entry((root_id, write.user_id)).or_insert_with(|| Follow {
            root_id,
            user_id: write.user_id,
            following: true,
            last_viewed_at: TimestampMs::ZERO,
            last_update_at: post.create_at,
            unread_mentions: 0,
        });
        if !follow.following && !write.force {
            return;
        }
        follow.following = true;
        follow.last_update_at = follow.last_update_at.max(post.create_at);
        if write.viewed {
            follow.last_viewed_at = follow.last_viewed_at.max(post.create_at);
            follow.unread_mentions = 0;
        } else {
            follow.unread_mentions += i64::from(write.mention);
        }
    }

    /// A post with its thread's reply count.
    pub(super) fn counted(&self, post: &Post) -> Post {
        let thread = self.threads.get(&post.root_id.unwrap_or(post.id));
        Post { reply_count: thread.map_or(0, |thread| thread.reply_count), ..post.clone() }
    }
}
