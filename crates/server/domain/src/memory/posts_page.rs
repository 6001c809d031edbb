use countersign_primitives::{PostId, TimestampMs};

use crate::{
    memory::State,
    model::{Post, PostPage},
    ports::store::{PageAnchor, PageQuery, ThreadDirection, ThreadQuery},
};

/// What `since` answers at most.
const SINCE_LIMIT: usize = 1000;

impl State {
    pub(super) fn posts_page(&self, query: &PageQuery) -> PostPage {
        let mut page = match query.anchor {
            PageAnchor::Since(time) => self.since(query, time),
            _ if query.per_page == 0 => return PostPage::default(),
            PageAnchor::Newest => {
                let all = self.newest_first(query);
                let next = (query.page > 0).then(|| before_page(&all, query)).flatten();
                let (posts, prev_post_id) = cut(all, query);
                let next_post_id = if posts.is_empty() { None } else { next };
                PostPage { posts, next_post_id, prev_post_id, ..PostPage::default() }
            }
            PageAnchor::Before(anchor) => {
                let (older, _) = self.sides(query, anchor);
                let back = if query.page > 0 { before_page(&older, query) } else { Some(anchor) };
                let (posts, prev_post_id) = cut(older, query);
                let next_post_id = if posts.is_empty() { Some(anchor) } else { back };
                PostPage { posts, next_post_id, prev_post_id, ..PostPage::default() }
            }
            PageAnchor::After(anchor) => {
                let (_, newer) = self.sides(query, anchor);
                let back = if query.page > 0 { before_page(&newer, query) } else { Some(anchor) };
                let (mut posts, next_post_id) = cut(newer, query);
                let prev_post_id = if posts.is_empty() { Some(anchor) } else { back };
                posts.reverse();
                PostPage { posts, next_post_id, prev_post_id, ..PostPage::default() }
            }
        };
        page.order = page.posts.iter().map(|post| post.id).collect();
        self.complete(query, &mut page);
        page
    }

    pub(super) fn thread_page(&self, query: &ThreadQuery) -> Option<PostPage> {
        let root = self.posts.get(&query.root_id).filter(|post| post.delete_at.is_zero())?;
        let is_reply = |post: &&Post| post.root_id == Some(query.root_id) && post.delete_at.is_zero();
        let mut replies: Vec<&Post> = self.posts.values().filter(is_reply).collect();
        replies.sort_by_key(|post| (post.create_at, post.id));
        if query.direction == ThreadDirection::Up {
            replies.reverse();
        }
        replies.retain(|post| lies_beyond(post, query));
        let has_next = query.limit.map(|limit| replies.len() > limit as usize);
        replies.truncate(query.limit.map_or(usize::MAX, |limit| limit as usize));
        let posts: Vec<Post> = std::iter::once(root).chain(replies).map(|post| self.counted(post)).collect();
        let order = posts.iter().map(|post| post.id).collect();
        let threads = self.threads.get(&query.root_id).cloned().into_iter().collect();
        Some(PostPage { order, posts, threads, has_next, ..PostPage::default() })
    }

    fn since(&self, query: &PageQuery, time: TimestampMs) -> PostPage {
        let changed = |post: &&Post| {
            post.channel_id == query.channel_id
                && post.update_at > time
                && (post.root_id.is_none() || !query.roots_only)
        };
        let mut posts: Vec<Post> = self.posts.values().filter(changed).cloned().collect();
        posts.sort_by_key(|post| std::cmp::Reverse((post.create_at, post.id)));
        posts.truncate(SINCE_LIMIT);
        PostPage { posts, ..PostPage::default() }
    }

    fn newest_first(&self, query: &PageQuery) -> Vec<Post> {
        let listed = |post: &&Post| {
            post.channel_id == query.channel_id
                && post.delete_at.is_zero()
                && (post.root_id.is_none() || !query.roots_only)
        };
        let mut posts: Vec<Post> = self.posts.values().filter(listed).cloned().collect();
        posts.sort_by_key(|post| std::cmp::Reverse((post.create_at, post.id)));
        posts
    }

    /// What is older and what is newer than a post, nearest first.
    fn sides(&self, query: &PageQuery, anchor: PostId) -> (Vec<Post>, Vec<Post>) {
        let Some(anchor) = self.posts.get(&anchor) else { return (Vec::new(), Vec::new()) };
        let at = (anchor.create_at, anchor.id);
        let all = self.newest_first(query);
        let older = all.iter().filter(|post| (post.create_at, post.id) < at).cloned().collect();
        let newer = all.into_iter().rev().filter(|post| (post.create_at, post.id) > at).collect();
        (older, newer)
    }

    fn complete(&self, query: &PageQuery, page: &mut PostPage) {
        if query.roots_only {
            page.threads = page.order.iter().filter_map(|root| self.threads.get(root).cloned()).collect();
            return;
        }
        let roots: Vec<PostId> = page.posts.iter().map(|post| post.root_id.unwrap_or(post.id)).collect();
        let belongs = |post: &&Post| {
            post.delete_at.is_zero()
                && !page.order.contains(&post.id)
                && (roots.contains(&post.id)
                    || (query.with_threads && post.root_id.is_some_and(|root| roots.contains(&root))))
        };
        let more: Vec<Post> = self.posts.values().filter(belongs).cloned().collect();
        page.posts.extend(more);
        if query.counts_replies() {
            page.posts = page.posts.iter().map(|post| self.counted(post)).collect();
        }
    }
}

fn lies_beyond(post: &Post, query: &ThreadQuery) -> bool {
    let Some((time, id)) = query.from else { return true };
    match (query.direction, id) {
        (ThreadDirection::Down, Some(id)) => (post.create_at, post.id) > (time, id),
        (ThreadDirection::Down, None) => post.create_at > time,
        (ThreadDirection::Up, Some(id)) => (post.create_at, post.id) < (time, id),
        (ThreadDirection::Up, None) => post.create_at < time,
    }
}

fn start(query: &PageQuery) -> usize {
    query.page as usize * query.per_page as usize
}

/// The last entry before the page.
fn before_page(all: &[Post], query: &PageQuery) -> Option<PostId> {
    all.get(start(query).checked_sub(1)?).map(|post| post.id)
}

/// The page, and the first post beyond it.
fn cut(all: Vec<Post>, query: &PageQuery) -> (Vec<Post>, Option<PostId>) {
    let size = query.per_page as usize;
    let mut posts: Vec<Post> = all.into_iter().skip(start(query)).take(size + 1).collect();
    let beyond = posts.get(size).map(|post| post.id);
    posts.truncate(size);
    (posts, beyond)
}
