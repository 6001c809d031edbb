//! Pushes as rows.

use countersign_server_domain::model::{NewPush, OutboxSeq, PushKind, QueuedPush};
use countersign_server_rules::notify::{PushFlags, ReplyKind};
use tokio_postgres::types::ToSql;

use crate::{
    cells::{self, Cells},
    connection::Work,
    fault::Fault,
};

/// Queues pushes that are given column by column.
pub(crate) const QUEUE: &str = "SELECT queue_pushes_1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Pushes, column by column.
#[derive(Default)]
pub(crate) struct PushRows<'a> {
    ack_ids: Vec<&'a str>,
    users: Vec<&'a str>,
    sessions: Vec<&'a str>,
    devices: Vec<&'a str>,
    kinds: Vec<&'static str>,
    posts: Vec<&'a str>,
    channels: Vec<&'a str>,
    roots: Vec<&'a str>,
    flags: Vec<i64>,
    times: Vec<i64>,
}

impl<'a> PushRows<'a> {
    /// In the same order.
    pub(crate) fn new(pushes: &'a [NewPush]) -> Self {
        let mut rows = Self::default();
        for push in pushes {
            rows.add(push);
        }
        rows
    }

    fn add(&mut self, push: &'a NewPush) {
        let (mut post, mut channel, mut root, mut flags) = (None, None, None, 0);
        let kind = match &push.kind {
            PushKind::Message { post_id, flags: marks } => {
                (post, flags) = (Some(post_id), to_marks(*marks));
                "message"
            }
            PushKind::Clear { channel_id, root_id } => {
                (channel, root) = (Some(channel_id), root_id.as_ref());
                "clear"
            }
            PushKind::UpdateBadge => "update_badge",
            PushKind::SessionExpired => "expired",
            PushKind::Wipe => "wipe",
        };
        self.ack_ids.push(push.ack_id.as_str());
        self.users.push(push.user_id.as_str());
        self.sessions.push(push.session_id.as_str());
        self.devices.push(&push.device_id);
        self.kinds.push(kind);
        self.posts.push(cells::or_empty(post));
        self.channels.push(cells::or_empty(channel));
        self.roots.push(cells::or_empty(root));
        self.flags.push(flags);
        self.times.push(push.created_at.0);
    }

    /// For [`QUEUE`], and wherever a function takes pushes.
    pub(crate) fn values(&self) -> [&(dyn ToSql + Sync); 10] {
        [
            &self.ack_ids,
            &self.users,
            &self.sessions,
            &self.devices,
            &self.kinds,
            &self.posts,
            &self.channels,
            &self.roots,
            &self.flags,
            &self.times,
        ]
    }
}

/// Queues pushes in a transaction.
pub(crate) async fn queue(work: &Work<'_>, pushes: &[NewPush]) -> Result<(), Fault> {
    if !pushes.is_empty() {
        work.rows(QUEUE, &PushRows::new(pushes).values()).await?;
    }
    Ok(())
}

/// A row of the outbox: `seq, ack_id, user_id, session_id, device_id, kind, post_id, channel_id, root_id, flags,
/// created_at`.
pub(crate) fn queued(cells: &mut Cells<'_>) -> Result<QueuedPush, Fault> {
    let seq = OutboxSeq(cells.get()?);
    let (ack_id, user_id, session_id, device_id) = (cells.id()?, cells.id()?, cells.id()?, cells.text()?);
    let kind = match cells.get::<&str>()? {
        "message" => {
            let post_id = cells.id()?;
            cells.skip(2);
            PushKind::Message { post_id, flags: from_marks(cells)? }
        }
        "clear" => {
            cells.skip(1);
            let kind = PushKind::Clear { channel_id: cells.id()?, root_id: cells.optional_id()? };
            cells.skip(1);
            kind
        }
        other => {
            let kind = match other {
                "update_badge" => PushKind::UpdateBadge,
                "expired" => PushKind::SessionExpired,
                "wipe" => PushKind::Wipe,
                _ => return Err(cells.wrong()),
            };
            cells.skip(4);
            kind
        }
    };
    let created_at = cells.time()?;
    Ok(QueuedPush { seq, push: NewPush { ack_id, user_id, session_id, device_id, kind, created_at } })
}

const EXPLICIT: i64 = 1;
const CHANNEL_WIDE: i64 = 2;

fn to_marks(flags: PushFlags) -> i64 {
    let reply = match flags.reply {
        ReplyKind::None => 0,
        ReplyKind::Root => 4,
        ReplyKind::Any => 8,
        ReplyKind::Followed => 12,
    };
    reply + if flags.explicit { EXPLICIT } else { 0 } + if flags.channel_wide { CHANNEL_WIDE } else { 0 }
}

fn from_marks(cells: &mut Cells<'_>) -> Result<PushFlags, Fault> {
    let marks: i64 = cells.get()?;
    let reply = match marks & !(EXPLICIT | CHANNEL_WIDE) {
        0 => ReplyKind::None,
        4 => ReplyKind::Root,
        8 => ReplyKind::Any,
        12 => ReplyKind::Followed,
        _ => return Err(cells.wrong()),
    };
    Ok(PushFlags { explicit: marks & EXPLICIT != 0, channel_wide: marks & CHANNEL_WIDE != 0, reply })
}
