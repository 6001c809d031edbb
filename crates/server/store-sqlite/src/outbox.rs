use async_trait::async_trait;

use countersign_primitives::UserId;
use countersign_server_domain::{
    model::{NewPush, OutboxSeq, PushKind, QueuedPush},
    ports::store::{OutboxStore, StoreResult},
};
use countersign_server_rules::notify::{PushFlags, ReplyKind};
use rusqlite::{Connection, Row, Statement, params};

use crate::{column, fault::Fault, store::SqliteStore};

#[async_trait]
impl OutboxStore for SqliteStore {
    async fn queue_pushes(&self, pushes: Vec<NewPush>) -> StoreResult<()> {
        self.write(move |db| insert(db, &pushes)).await
    }

    // One writer commits the pushes in the order of their numbers, so that one number says which were taken.
    async fn take_pushes(&self, limit: u32) -> StoreResult<Vec<QueuedPush>> {
        let mut last_taken = self.last_taken_push().lock().await;
        let after = *last_taken;
        let taken = self
            .read(move |db| {
                let mut statement =
                    db.prepare_cached("SELECT * FROM push_outbox WHERE seq > ?1 ORDER BY seq LIMIT ?2")?;
                let mut rows = statement.query(params![after.0, limit])?;
                let mut pushes = Vec::new();
                while let Some(row) = rows.next()? {
                    pushes.push(queued(row)?);
                }
                Ok(pushes)
            })
            .await?;
        *last_taken = taken.last().map_or(after, |queued| queued.seq);
        Ok(taken)
    }

    async fn settle_pushes(&self, settled: Vec<OutboxSeq>) -> StoreResult<()> {
        self.write(move |db| {
            for seq in &settled {
                db.prepare_cached("DELETE FROM push_outbox WHERE seq = ?1")?.execute([seq.0])?;
            }
            Ok(())
        })
        .await
    }

    async fn give_back_pushes(&self) -> StoreResult<()> {
        *self.last_taken_push().lock().await = OutboxSeq(0);
        Ok(())
    }

    async fn badge(&self, user_id: UserId, collapsed_threads: bool) -> StoreResult<i64> {
        self.read(move |db| badge(db, user_id, collapsed_threads)).await
    }
}

/// Queues pushes.
pub(crate) fn insert(db: &Connection, pushes: &[NewPush]) -> Result<(), Fault> {
    if pushes.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO push_outbox (ack_id, user_id, session_id, device_id, kind, post_id, channel_id, root_id,
               flags, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let mut statement = db.prepare_cached(sql)?;
    pushes.iter().try_for_each(|push| insert_one(&mut statement, push))
}

fn insert_one(statement: &mut Statement<'_>, push: &NewPush) -> Result<(), Fault> {
    let (mut post, mut channel, mut root, mut marks) = (None, None, None, 0);
    let kind = match &push.kind {
        PushKind::Message { post_id, flags } => {
            (post, marks) = (Some(post_id), to_marks(*flags));
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
    statement.execute(params![
        push.ack_id.as_str(),
        push.user_id.as_str(),
        push.session_id.as_str(),
        push.device_id,
        kind,
        column::or_empty(post),
        column::or_empty(channel),
        column::or_empty(root),
        marks,
        push.created_at.0,
    ])?;
    Ok(())
}

fn queued(row: &Row<'_>) -> Result<QueuedPush, Fault> {
    let kind = match row.get_ref("kind")?.as_str().map_err(|_| Fault::Column("kind"))? {
        "message" => PushKind::Message { post_id: column::id(row, "post_id")?, flags: from_marks(row.get("flags")?)? },
        "clear" => PushKind::Clear {
            channel_id: column::id(row, "channel_id")?,
            root_id: column::optional_id(row, "root_id")?,
        },
        "update_badge" => PushKind::UpdateBadge,
        "expired" => PushKind::SessionExpired,
        "wipe" => PushKind::Wipe,
        _ => return Err(Fault::Column("kind")),
    };
    Ok(QueuedPush {
        seq: OutboxSeq(row.get("seq")?),
        push: NewPush {
            ack_id: column::id(row, "ack_id")?,
            user_id: column::id(row, "user_id")?,
            session_id: column::id(row, "session_id")?,
            device_id: row.get("device_id")?,
            kind,
            created_at: column::time(row, "created_at")?,
        },
    })
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

fn from_marks(marks: i64) -> Result<PushFlags, Fault> {
    let reply = match marks & !(EXPLICIT | CHANNEL_WIDE) {
        0 => ReplyKind::None,
        4 => ReplyKind::Root,
        8 => ReplyKind::Any,
        12 => ReplyKind::Followed,
        _ => return Err(Fault::Column("flags")),
    };
    Ok(PushFlags { explicit: marks & EXPLICIT != 0, channel_wide: marks & CHANNEL_WIDE != 0, reply })
}

fn badge(db: &Connection, user_id: UserId, collapsed_threads: bool) -> Result<i64, Fault> {
    let channels = "SELECT coalesce(sum(CASE WHEN ?2 THEN m.mention_count_root ELSE m.mention_count END), 0)
                    FROM channel_members m INDEXED BY channel_members_mentioned
                    JOIN channels c ON c.id = m.channel_id AND c.delete_at = 0
                    WHERE m.user_id = ?1 AND m.mention_count > 0";
    let count: i64 =
        db.prepare_cached(channels)?.query_row(params![user_id.as_str(), collapsed_threads], |row| row.get(0))?;
    if !collapsed_threads {
        return Ok(count);
    }
    let threads = "SELECT coalesce(sum(f.unread_mentions), 0)
                   FROM thread_follows f INDEXED BY thread_follows_mentioned
                   JOIN posts p ON p.id = f.root_id AND p.delete_at = 0
                   WHERE f.user_id = ?1 AND f.unread_mentions > 0 AND f.following";
    let in_threads: i64 = db.prepare_cached(threads)?.query_row([user_id.as_str()], |row| row.get(0))?;
    Ok(count + in_threads)
}
