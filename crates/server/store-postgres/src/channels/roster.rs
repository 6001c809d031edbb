use countersign_server_domain::model::RosterEntry;
use countersign_server_rules::notify_props::{MemberNotifyProps, Repeated, UserNotifyProps};

use crate::{cells::Cells, fault::Fault};

macro_rules! select {
    ($end:literal) => {
        concat!(
            "SELECT u.id, u.username, u.first_name, u.is_bot, u.notify_props, m.notify_props FROM channel_members m ",
            "JOIN users u ON u.id = m.user_id AND u.delete_at = 0 WHERE m.channel_id = $1",
            $end
        )
    };
}

/// All members as notifications see them.
pub(super) const ALL: &str = select!("");

/// One member as notifications see them.
pub(super) const ONE: &str = select!(" AND m.user_id = $2");

/// Reads members as notifications see them.
pub(super) fn reader() -> impl FnMut(&mut Cells<'_>) -> Result<RosterEntry, Fault> {
    let (mut user_props, mut member_props) =
        (Repeated::new(UserNotifyProps::read), Repeated::new(MemberNotifyProps::read));
    move |cells| {
        Ok(RosterEntry {
            user_id: cells.id()?,
            username: cells.text()?,
            first_name: cells.text()?,
            is_bot: cells.get()?,
            user_props: cells.settings(&mut user_props)?,
            member_props: cells.settings(&mut member_props)?,
        })
    }
}
