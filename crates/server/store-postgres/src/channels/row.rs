use countersign_server_domain::model::{Channel, ChannelMember, ChannelMembership, ChannelState, ChannelTotals};
use countersign_server_rules::channel::ChannelKind;

use crate::{cells::Cells, fault::Fault};

/// A statement that yields channels, of a table called `c`; its end is given.
macro_rules! channels {
    ($($end:literal),+) => {
        concat!(
            "SELECT c.id, c.create_at, c.update_at, c.delete_at, c.team_id, c.kind, c.display_name, c.name, c.header, ",
            "c.purpose, c.creator_id, c.last_post_at, c.last_root_post_at, c.total_msg_count, c.total_msg_count_root ",
            "FROM channels c ",
            $($end),+
        )
    };
}
pub(super) use channels;

/// The columns that [`member`] reads, of a table called `m`.
macro_rules! member_columns {
    () => {
        "m.channel_id, m.user_id, m.last_viewed_at, m.msg_count, m.msg_count_root, m.mention_count, \
         m.mention_count_root, m.urgent_mention_count, m.notify_props, m.last_update_at, m.scheme_guest, \
         m.scheme_user, m.scheme_admin, m.explicit_roles"
    };
}
pub(crate) use member_columns;

/// A statement that yields memberships; its end is given.
macro_rules! members {
    ($end:literal) => {
        concat!("SELECT ", $crate::channels::row::member_columns!(), " FROM channel_members m ", $end)
    };
}
pub(super) use members;

/// A channel with its totals.
pub(super) fn channel(cells: &mut Cells<'_>) -> Result<ChannelState, Fault> {
    let channel = Channel {
        id: cells.id()?,
        create_at: cells.time()?,
        update_at: cells.time()?,
        delete_at: cells.time()?,
        team_id: cells.optional_id()?,
        kind: kind(cells)?,
        display_name: cells.text()?,
        name: cells.text()?,
        header: cells.text()?,
        purpose: cells.text()?,
        creator_id: cells.optional_id()?,
    };
    Ok(ChannelState { channel, totals: totals(cells)? })
}

fn kind(cells: &mut Cells<'_>) -> Result<ChannelKind, Fault> {
    let letter: &str = cells.get()?;
    ChannelKind::parse(letter).ok_or_else(|| cells.wrong())
}

/// A channel's totals: `last_post_at, last_root_post_at, total_msg_count, total_msg_count_root`.
pub(crate) fn totals(cells: &mut Cells<'_>) -> Result<ChannelTotals, Fault> {
    Ok(ChannelTotals {
        last_post_at: cells.time()?,
        last_root_post_at: cells.time()?,
        total_msg_count: cells.get()?,
        total_msg_count_root: cells.get()?,
    })
}

/// A membership.
pub(crate) fn member(cells: &mut Cells<'_>) -> Result<ChannelMember, Fault> {
    Ok(ChannelMember {
        channel_id: cells.id()?,
        user_id: cells.id()?,
        last_viewed_at: cells.time()?,
        msg_count: cells.get()?,
        msg_count_root: cells.get()?,
        mention_count: cells.get()?,
        mention_count_root: cells.get()?,
        urgent_mention_count: cells.get()?,
        notify_props: cells.map()?,
        last_update_at: cells.time()?,
        scheme_guest: cells.get()?,
        scheme_user: cells.get()?,
        scheme_admin: cells.get()?,
        explicit_roles: cells.text()?,
    })
}

/// What of a membership decides about permissions: `scheme_guest, scheme_user, scheme_admin, explicit_roles`.
pub(super) fn membership(cells: &mut Cells<'_>) -> Result<ChannelMembership, Fault> {
    Ok(ChannelMembership {
        scheme_guest: cells.get()?,
        scheme_user: cells.get()?,
        scheme_admin: cells.get()?,
        explicit_roles: cells.text()?,
    })
}
