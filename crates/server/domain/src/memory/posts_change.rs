use countersign_primitives::{PostId, TimestampMs};
use serde_json::Value;

use crate::{
    memory::State,
    model::Post,
    ports::store::{PostChange, PostDeletion},
};

impl State {
    pub(super) fn change_post(
        &mut self,
        id: PostId,
        former: PostId,
        change: PostChange,
        now: TimestampMs,
    ) -> Option<Post> {
        let mut changed = self.posts.get(&id).filter(|post| post.delete_at.is_zero())?.clone();
        let before = PostChange::former(&changed, former, now);
        change.apply(&mut changed, now);
        self.attach_files(&mut changed, &before.file_ids);
        self.posts.insert(id, changed.clone());
        self.posts.insert(former, before);
        Some(self.counted(&changed))
    }

    pub(super) fn delete_post(&mut self, deletion: PostDeletion) -> Option<Post> {
        let found = self.posts.get(&deletion.id).filter(|post| post.delete_at.is_zero())?;
        let deleted = self.counted(found);
        let goes =
            |post: &Post| (post.id == deletion.id || post.root_id == Some(deletion.id)) && post.delete_at.is_zero();
        for post in self.posts.values_mut().filter(|post| goes(post)) {
            post.delete_at = deletion.now;
            post.update_at = deletion.now;
            post.props.insert("deleteBy".to_owned(), Value::String(deletion.by.to_string()));
        }
        if let Some(root_id) = deleted.root_id {
            self.recount(root_id, deletion.now);
        }
        Some(deleted)
    }

    /// Works a thread's numbers out anew after a reply went.
    fn recount(&mut self, root_id: PostId, now: TimestampMs) {
        let mut replies: Vec<&Post> =
            self.posts.values().filter(|post| post.root_id == Some(root_id) && post.delete_at.is_zero()).collect();
        replies.sort_by_key(|post| (post.create_at, post.id));
        let mut participants = Vec::new();
        for reply in &replies {
            participants.retain(|&user_id| user_id != reply.user_id);
            participants.push(reply.user_id);
        }
        let count = i64::try_from(replies.len()).unwrap_or(i64::MAX);
        if let Some(last_reply_at) = replies.last().map(|reply| reply.create_at) {
            if let Some(thread) = self.threads.get_mut(&root_id) {
                (thread.reply_count, thread.last_reply_at) = (count, last_reply_at);
                thread.participants = participants;
            }
        } else {
            self.threads.remove(&root_id);
            for follow in self.follows.values_mut().filter(|follow| follow.root_id == root_id) {
                follow.unread_mentions = 0;
            }
        }
        if let Some(root) = self.posts.get_mut(&root_id) {
            root.update_at = now;
        }
    }
}
