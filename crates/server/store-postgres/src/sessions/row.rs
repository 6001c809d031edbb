use countersign_server_domain::model::{DeviceSession, Session, TokenHash};

use crate::{cells::Cells, fault::Fault};

/// The columns that [`session`] reads.
macro_rules! columns {
    () => {
        "id, user_id, token_hash, create_at, expires_at, last_activity_at, device_id, roles, is_oauth, \
         expired_notify, props, removed_device_id"
    };
}
pub(super) use columns;

/// A statement that yields sessions; its end is given.
macro_rules! select {
    ($end:literal) => {
        concat!("SELECT ", $crate::sessions::row::columns!(), " FROM sessions ", $end)
    };
}
pub(super) use select;

/// A session.
pub(super) fn session(cells: &mut Cells<'_>) -> Result<Session, Fault> {
    let (id, user_id) = (cells.id()?, cells.id()?);
    let token_hash: &[u8] = cells.get()?;
    let mut session = Session {
        id,
        user_id,
        token_hash: TokenHash(token_hash.try_into().map_err(|_| cells.wrong())?),
        create_at: cells.time()?,
        expires_at: cells.time()?,
        last_activity_at: cells.time()?,
        device_id: cells.text()?,
        roles: cells.text()?,
        is_oauth: cells.get()?,
        expired_notify: cells.get()?,
        props: cells.map()?,
    };
    let removed = cells.text()?;
    if !removed.is_empty() {
        session.props.insert("last_removed_device_id".to_owned(), removed);
    }
    Ok(session)
}

/// A session's device: `id, user_id, device_id, device_attached_at, expires_at, removed_device_id,
/// notifications_disabled`.
pub(super) fn device(cells: &mut Cells<'_>) -> Result<DeviceSession, Fault> {
    Ok(DeviceSession {
        session_id: cells.id()?,
        user_id: cells.id()?,
        device_id: cells.text()?,
        attached_at: cells.time()?,
        expires_at: cells.time()?,
        removed_device_id: cells.text()?,
        notifications_disabled: cells.get()?,
    })
}
