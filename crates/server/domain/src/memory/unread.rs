use std::collections::BTreeMap;

use async_trait::async_trait;

use countersign_primitives::{ChannelId, PostId, TeamId, TimestampMs, UserId};

use crate::{
    memory::{MemoryStore, State},
    model::{Post, TeamUnread},
    ports::store::{CountersWrite, CountersWritten, StoreResult, UnreadStore},
};

#[async_trait]
impl UnreadStore for MemoryStore {
    async fn posts_from(
        &self,
        channel_id: ChannelId,
        from: TimestampMs,
        beyond: Option<PostId>,
        limit: u32,
    ) -> StoreResult<Vec<Post>> {
        let state = self.state();
        let wanted = |post: &&Post| {
            post.create_at > from || (post.create_at == from && beyond.is_none_or(|beyond| post.id > beyond))
        };
        let mut posts: Vec<Post> = state.posts_of(channel_id).filter(wanted).cloned().collect();
        posts.sort_by_key(|post| (post.create_at, post.id));
        posts.truncate(limit as usize);
        Ok(posts)
    }

    async fn first_post_after(
        &self,
        channel_id: ChannelId,
        time: TimestampMs,
        roots_only: bool,
    ) -> StoreResult<Option<Post>> {
        let state = self.state();
        let wanted = |post: &&Post| post.create_at > time && (!roots_only || post.root_id.is_none());
        let first = state.posts_of(channel_id).filter(wanted).min_by_key(|post| (post.create_at, post.id));
        Ok(first.map(|post| state.counted(post)))
    }

    async fn put_counters(&self, write: CountersWrite) -> StoreResult<CountersWritten> {
        let mut state = self.state();
        let totals = state.channels.get(&write.channel_id).map(|found| found.totals);
        let Some(member) = state.channel_members.get_mut(&(write.channel_id, write.user_id)) else {
            return Ok(CountersWritten::NoMember);
        };
        if write.seen.is_some() && write.seen != totals {
            return Ok(CountersWritten::Outdated);
        }
        let counters = &write.counters;
        member.msg_count = counters.msg_count;
        member.msg_count_root = counters.msg_count_root;
        member.mention_count = counters.mention_count;
        member.mention_count_root = counters.mention_count_root;
        member.urgent_mention_count = counters.urgent_mention_count;
        member.last_viewed_at = counters.last_viewed_at;
        member.last_update_at = write.now;
        Ok(CountersWritten::Done(Box::new(member.clone())))
    }

    async fn team_unreads(&self, user_id: UserId, team_id: Option<TeamId>) -> StoreResult<Vec<TeamUnread>> {
        let state = self.state();
        let teams = state.memberships(user_id).into_iter().map(|member| member.team_id);
        let teams = teams.filter(|&id| team_id.is_none_or(|team_id| team_id == id));
        let mut unreads: BTreeMap<TeamId, TeamUnread> = teams.map(|id| (id, nothing(id))).collect();
        for member in state.channel_members.values().filter(|member| member.user_id == user_id) {
            let Some(found) = state.channels.get(&member.channel_id) else { continue };
            let unread = found.channel.team_id.and_then(|team_id| unreads.get_mut(&team_id));
            let Some(unread) = unread.filter(|_| !found.channel.is_archived()) else { continue };
            unread.mention_count += member.mention_count;
            unread.mention_count_root += member.mention_count_root;
            if member.notify_props.get("mark_unread").map(String::as_str) != Some("mention") {
                unread.msg_count += found.totals.total_msg_count - member.msg_count;
                unread.msg_count_root += found.totals.total_msg_count_root - member.msg_count_root;
            }
        }
        Ok(unreads.into_values().collect())
    }
}

fn nothing(team_id: TeamId) -> TeamUnread {
    TeamUnread { team_id, msg_count: 0, msg_count_root: 0, mention_count: 0, mention_count_root: 0 }
}

impl State {
    fn posts_of(&self, channel_id: ChannelId) -> impl Iterator<Item = &Post> {
        self.posts.values().filter(move |post| post.channel_id == channel_id && post.delete_at.is_zero())
    }
}
