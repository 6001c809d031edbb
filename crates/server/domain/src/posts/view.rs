use std::collections::{HashMap, HashSet};

use countersign_primitives::{PostId, UserId};

use crate::{
    accounts::{SeenUser, seen},
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{PostPage, PostView, Thread, ThreadSummary},
    posts::{
        extras::with_extras,
        preview::{previewed, show_previews},
    },
};

/// A page of posts as its reader gets it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PostListView {
    /// The page, newest first (threads: root first).
    pub order: Vec<PostId>,
    /// The posts of the page and those that belong to them.
    pub posts: Vec<PostView>,
    /// The nearest newer post beyond the page.
    pub next_post_id: Option<PostId>,
    /// The nearest older post beyond the page.
    pub prev_post_id: Option<PostId>,
    /// Whether a thread goes on.
    pub has_next: Option<bool>,
    /// Profiles of participants, where whole ones were asked for.
    pub participants: HashMap<UserId, SeenUser>,
}

impl PostListView {
    /// Whether every reader of the channel gets the same, but for which threads he follows: posts of other channels,
    /// which not everybody may read, are not shown in it.
    pub fn is_for_every_reader(&self) -> bool {
        self.posts.iter().all(|view| previewed(&view.post).is_none())
    }
}

/// How much is said about threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ThreadDetail {
    /// Nothing: the reader does not collapse threads.
    #[default]
    None,
    /// Numbers, and ids of participants.
    Ids,
    /// Numbers, and whole profiles of participants.
    Profiles,
}

/// A page as its reader gets it.
pub(super) async fn view(
    domain: &Domain,
    caller: &Caller,
    page: PostPage,
    detail: ThreadDetail,
) -> Result<PostListView> {
    let mut list = PostListView {
        order: page.order,
        next_post_id: page.next_post_id,
        prev_post_id: page.prev_post_id,
        has_next: page.has_next,
        ..PostListView::default()
    };
    let threads = if detail == ThreadDetail::None { Vec::new() } else { page.threads };
    let summaries = summaries(domain, caller, &threads).await?;
    if detail == ThreadDetail::Profiles {
        list.participants = profiles(domain, &summaries).await?;
    }
    let with_thread = |post: crate::model::Post| {
        let thread = summaries.get(&post.id).cloned();
        PostView { thread, ..PostView::plain(post) }.without_deleted_text()
    };
    list.posts = with_extras(domain, page.posts.into_iter().map(with_thread).collect()).await?;
    show_previews(domain, caller, &mut list.posts).await?;
    Ok(list)
}

async fn summaries(domain: &Domain, caller: &Caller, threads: &[Thread]) -> Result<HashMap<PostId, ThreadSummary>> {
    if threads.is_empty() {
        return Ok(HashMap::new());
    }
    let roots: Vec<PostId> = threads.iter().map(|thread| thread.root_id).collect();
    let following = followed_threads(domain, caller, &roots).await?;
    let summary = |thread: &Thread| ThreadSummary {
        reply_count: thread.reply_count,
        last_reply_at: thread.last_reply_at,
        participants: thread.participants.iter().rev().copied().collect(),
        is_following: Some(following.contains(&thread.root_id)),
    };
    Ok(threads.iter().map(|thread| (thread.root_id, summary(thread))).collect())
}

/// Those of these threads that the caller follows.
///
/// # Errors
/// The store does not answer.
pub async fn followed_threads(domain: &Domain, caller: &Caller, roots: &[PostId]) -> Result<HashSet<PostId>> {
    let follows = domain.store().follows_of(caller.user_id(), roots).await?;
    Ok(follows.into_iter().filter(|follow| follow.following).map(|follow| follow.root_id).collect())
}

async fn profiles(domain: &Domain, summaries: &HashMap<PostId, ThreadSummary>) -> Result<HashMap<UserId, SeenUser>> {
    let privacy = domain.settings().privacy_settings.clone();
    let mut profiles = HashMap::new();
    for &user_id in summaries.values().flat_map(|summary| &summary.participants) {
        if profiles.contains_key(&user_id) {
            continue;
        }
        if let Some(user) = domain.find_user(user_id).await? {
            profiles.insert(user_id, seen(&user, false, &privacy));
        }
    }
    Ok(profiles)
}
