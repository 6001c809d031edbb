use countersign_primitives::{ChannelId, UserId};
use countersign_server_domain::model::ChannelMember;
use tokio_postgres::types::ToSql;

use crate::{cells, channels::row, connection::Work, fault::Fault, store::PostgresStore};

/// A membership.
pub(super) const ONE: &str = row::members!("WHERE m.channel_id = $1 AND m.user_id = $2");

/// Replaces a membership's notification settings.
pub(super) const SET_PROPS: &str = concat!(
    "UPDATE channel_members m SET notify_props = $3, last_update_at = $4
     WHERE m.channel_id = $1 AND m.user_id = $2 RETURNING ",
    row::member_columns!()
);

/// Replaces a membership's roles.
pub(super) const SET_ROLES: &str = concat!(
    "UPDATE channel_members m SET scheme_guest = $3, scheme_user = $4, scheme_admin = $5, last_update_at = $6
     WHERE m.channel_id = $1 AND m.user_id = $2 RETURNING ",
    row::member_columns!()
);

const JOIN: &str = "INSERT INTO channel_members (channel_id, user_id, last_viewed_at, msg_count, msg_count_root,
    mention_count, mention_count_root, urgent_mention_count, notify_props, last_update_at, scheme_guest, scheme_user,
    scheme_admin, explicit_roles) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (channel_id, user_id) DO NOTHING RETURNING user_id";

/// Adds a member in a transaction; whether there was none.
pub(crate) async fn join(work: &Work<'_>, member: &ChannelMember) -> Result<bool, Fault> {
    Ok(!work.rows(JOIN, &Columns::new(member).values()).await?.is_empty())
}

/// Adds a member; the membership as stored, and whether it is new.
pub(super) async fn join_alone(store: &PostgresStore, member: ChannelMember) -> Result<(ChannelMember, bool), Fault> {
    loop {
        if !store.write(JOIN, &Columns::new(&member).values()).await?.is_empty() {
            return Ok((member, true));
        }
        let rows = store.write(ONE, &[&member.channel_id.as_str(), &member.user_id.as_str()]).await?;
        // None when the member left in between: then there is room again.
        if let Some(existing) = cells::first(&rows, row::member)? {
            return Ok((existing, false));
        }
    }
}

/// Ends a membership and what the user followed in the channel; whether there was one.
pub(super) async fn leave(store: &PostgresStore, channel_id: ChannelId, user_id: UserId) -> Result<bool, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    let sql = "DELETE FROM channel_members WHERE channel_id = $1 AND user_id = $2";
    let values: [&(dyn ToSql + Sync); 2] = [&channel_id.as_str(), &user_id.as_str()];
    let was_there = work.execute(sql, &values).await? > 0;
    let sql = "DELETE FROM thread_follows f USING posts p
               WHERE f.user_id = $2 AND p.id = f.root_id AND p.channel_id = $1";
    work.execute(sql, &values).await?;
    work.commit().await?;
    Ok(was_there)
}

struct Columns<'a> {
    member: &'a ChannelMember,
    channel_id: &'a str,
    user_id: &'a str,
    props: String,
}

impl<'a> Columns<'a> {
    fn new(member: &'a ChannelMember) -> Self {
        let props = cells::to_json(&member.notify_props);
        Self { channel_id: member.channel_id.as_str(), user_id: member.user_id.as_str(), props, member }
    }

    fn values(&self) -> [&(dyn ToSql + Sync); 14] {
        let member = self.member;
        [
            &self.channel_id,
            &self.user_id,
            &member.last_viewed_at.0,
            &member.msg_count,
            &member.msg_count_root,
            &member.mention_count,
            &member.mention_count_root,
            &member.urgent_mention_count,
            &self.props,
            &member.last_update_at.0,
            &member.scheme_guest,
            &member.scheme_user,
            &member.scheme_admin,
            &member.explicit_roles,
        ]
    }
}
