//! A post as the database's own function takes it.

use std::collections::BTreeMap;

use countersign_server_domain::{
    model::{ChannelTotals, Priority, Viewed},
    ports::store::{AuthorView, FollowWrite, PostWrite, RootGone},
};
use serde_json::json;
use tokio_postgres::{Row, types::ToSql};

use crate::{
    cells::{self, Cells},
    fault::Fault,
    push_rows::PushRows,
};

/// Stores a post and everything that is written with it.
pub(super) const SQL: &str = "SELECT outcome, former_id, reply_count, last_post_at, last_root_post_at,
    total_msg_count, total_msg_count_root, was_member, had_unread, had_mentions
    FROM create_post_1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
        $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38)";

/// A post's values, such as columns hold them.
pub(super) struct Call<'a> {
    write: &'a PostWrite,
    text: Texts<'a>,
    expires_at: i64,
    viewed: bool,
    urgent: bool,
    mentions: Vec<&'a str>,
    follows: Follows<'a>,
    pushes: PushRows<'a>,
}

struct Texts<'a> {
    id: &'a str,
    channel_id: &'a str,
    user_id: &'a str,
    root_id: &'a str,
    original_id: &'a str,
    props: String,
    file_ids: String,
    priority: String,
    pending_id: Option<&'a str>,
}

#[derive(Default)]
struct Follows<'a> {
    users: Vec<&'a str>,
    force: Vec<bool>,
    mention: Vec<bool>,
    viewed: Vec<bool>,
}

impl<'a> Call<'a> {
    /// Everything that one post writes.
    pub(super) fn new(write: &'a PostWrite) -> Self {
        let post = &write.post;
        let or_nothing = |is_empty: bool, json: &dyn Fn() -> String| if is_empty { String::new() } else { json() };
        Self {
            text: Texts {
                id: post.id.as_str(),
                channel_id: post.channel_id.as_str(),
                user_id: post.user_id.as_str(),
                root_id: cells::or_empty(post.root_id.as_ref()),
                original_id: cells::or_empty(post.original_id.as_ref()),
                props: or_nothing(post.props.is_empty(), &|| cells::to_json(&post.props)),
                file_ids: or_nothing(post.file_ids.is_empty(), &|| cells::to_json(&post.file_ids)),
                priority: priority_json(post.priority.as_ref()),
                pending_id: write.pending.as_ref().map(|pending| pending.pending_post_id.as_str()),
            },
            expires_at: write.pending.as_ref().map_or(0, |pending| (write.now + pending.window).0),
            viewed: write.author_view == AuthorView::Viewed,
            urgent: post.priority.as_ref().is_some_and(Priority::is_urgent),
            mentions: cells::texts(&write.mentions),
            follows: Follows::new(&write.follows),
            pushes: PushRows::new(&write.pushes),
            write,
        }
    }

    /// For [`SQL`].
    pub(super) fn values(&self) -> [&(dyn ToSql + Sync); 38] {
        let (post, text, follows) = (&self.write.post, &self.text, &self.follows);
        let [ack_ids, users, sessions, devices, kinds, posts, channels, roots, flags, times] = self.pushes.values();
        [
            &text.id,
            &text.channel_id,
            &text.user_id,
            &text.root_id,
            &text.original_id,
            &post.create_at.0,
            &post.update_at.0,
            &post.edit_at.0,
            &post.delete_at.0,
            &post.is_pinned,
            &post.has_reactions,
            &post.kind,
            &post.message,
            &text.props,
            &post.hashtags,
            &text.file_ids,
            &text.priority,
            &self.write.counts,
            &self.viewed,
            &self.urgent,
            &text.pending_id,
            &self.expires_at,
            &self.write.now.0,
            &self.mentions,
            &follows.users,
            &follows.force,
            &follows.mention,
            &follows.viewed,
            ack_ids,
            users,
            sessions,
            devices,
            kinds,
            posts,
            channels,
            roots,
            flags,
            times,
        ]
    }
}

impl<'a> Follows<'a> {
    /// Each follower once; what is said of one several times is joined.
    fn new(follows: &'a [FollowWrite]) -> Self {
        let mut joined: BTreeMap<&str, FollowWrite> = BTreeMap::new();
        for write in follows {
            let one = joined.entry(write.user_id.as_str()).or_insert(*write);
            one.force |= write.force;
            one.mention |= write.mention;
            one.viewed |= write.viewed;
        }
        let mut columns = Self::default();
        for (user_id, write) in joined {
            columns.users.push(user_id);
            columns.force.push(write.force);
            columns.mention.push(write.mention);
            columns.viewed.push(write.viewed);
        }
        columns
    }
}

/// How a post's priority is kept; empty for none.
fn priority_json(priority: Option<&Priority>) -> String {
    priority.map_or_else(String::new, |priority| {
        json!([priority.level, priority.requested_ack, priority.persistent_notifications]).to_string()
    })
}

/// What the function answered.
pub(crate) enum Answer {
    /// It is stored.
    Stored {
        /// How many replies its thread has.
        reply_count: i64,
        /// The channel's totals after it.
        totals: ChannelTotals,
        /// What the author had not read before.
        author_viewed: Option<Viewed>,
    },
    /// The author's own name for it belongs to the post with this id.
    Duplicate(String),
    /// Its root cannot be replied to.
    RootGone(RootGone),
}

impl Answer {
    /// Reads it.
    pub(crate) fn read(answer: &Row, write: &PostWrite) -> Result<Self, Fault> {
        let mut cells = Cells::new(answer);
        match cells.get::<&str>()? {
            "stored" => {}
            "duplicate" => return Ok(Self::Duplicate(cells.text()?)),
            "missing" => return Ok(Self::RootGone(RootGone::Missing)),
            "other_channel" => return Ok(Self::RootGone(RootGone::OtherChannel)),
            _ => return Err(cells.wrong()),
        }
        cells.skip(1);
        let reply_count = cells.get()?;
        let totals = ChannelTotals {
            last_post_at: cells.time()?,
            last_root_post_at: cells.time()?,
            total_msg_count: cells.get()?,
            total_msg_count_root: cells.get()?,
        };
        let (was_member, had_unread, had_mentions) = (cells.get()?, cells.get()?, cells.get()?);
        let viewed =
            Viewed { channel_id: write.post.channel_id, last_viewed_at: totals.last_post_at, had_unread, had_mentions };
        Ok(Self::Stored { reply_count, totals, author_viewed: bool::then_some(was_member, viewed) })
    }
}
