use std::ops::Bound;

use async_trait::async_trait;

use countersign_primitives::UserId;

use crate::{
    memory::{MemoryStore, State},
    model::{NewPush, OutboxSeq, QueuedPush},
    ports::store::{OutboxStore, StoreResult},
};

#[async_trait]
impl OutboxStore for MemoryStore {
    async fn queue_pushes(&self, pushes: Vec<NewPush>) -> StoreResult<()> {
        self.state().queue(pushes);
        Ok(())
    }

    async fn take_pushes(&self, limit: u32) -> StoreResult<Vec<QueuedPush>> {
        let mut state = self.state();
        let behind = (Bound::Excluded(state.last_taken), Bound::Unbounded);
        let next = state.outbox.range(behind).take(limit as usize);
        let taken: Vec<QueuedPush> = next.map(|(&seq, push)| QueuedPush { seq, push: push.clone() }).collect();
        state.last_taken = taken.last().map_or(state.last_taken, |queued| queued.seq);
        Ok(taken)
    }

    async fn settle_pushes(&self, settled: Vec<OutboxSeq>) -> StoreResult<()> {
        self.state().outbox.retain(|seq, _| !settled.contains(seq));
        Ok(())
    }

    async fn give_back_pushes(&self) -> StoreResult<()> {
        self.state().last_taken = OutboxSeq(0);
        Ok(())
    }

    async fn badge(&self, user_id: UserId, collapsed_threads: bool) -> StoreResult<i64> {
        let state = self.state();
        let is_active = |channel_id| state.channels.get(channel_id).is_some_and(|found| !found.channel.is_archived());
        let own = state.channel_members.values().filter(|member| member.user_id == user_id);
        let own = own.filter(|member| is_active(&member.channel_id));
        if !collapsed_threads {
            return Ok(own.map(|member| member.mention_count).sum());
        }
        let exists = |root| state.posts.get(root).is_some_and(|post| post.delete_at.is_zero());
        let follows = state.follows.values().filter(|follow| follow.user_id == user_id && follow.following);
        let in_threads: i64 =
            follows.filter(|follow| exists(&follow.root_id)).map(|follow| follow.unread_mentions).sum();
        Ok(own.map(|member| member.mention_count_root).sum::<i64>() + in_threads)
    }
}

impl State {
    pub(super) fn queue(&mut self, pushes: Vec<NewPush>) {
        for push in pushes {
            self.last_seq = OutboxSeq(self.last_seq.0 + 1);
            self.outbox.insert(self.last_seq, push);
        }
    }
}
