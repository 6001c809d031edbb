use countersign_server_domain::model::{Acknowledgement, Reaction};

use crate::{cells::Cells, fault::Fault};

/// A statement that yields reactions, of a table called `r`; its end is given.
macro_rules! reactions {
    ($end:literal) => {
        concat!("SELECT r.user_id, r.post_id, r.channel_id, r.emoji_name, r.create_at FROM reactions r ", $end)
    };
}
pub(super) use reactions;

/// A statement that yields acknowledgements, of a table called `a`; its end is given.
macro_rules! acknowledgements {
    ($end:literal) => {
        concat!("SELECT a.user_id, a.post_id, a.channel_id, a.acknowledged_at FROM acknowledgements a ", $end)
    };
}
pub(super) use acknowledgements;

/// A reaction.
pub(super) fn reaction(cells: &mut Cells<'_>) -> Result<Reaction, Fault> {
    Ok(Reaction {
        user_id: cells.id()?,
        post_id: cells.id()?,
        channel_id: cells.id()?,
        emoji_name: cells.text()?,
        create_at: cells.time()?,
    })
}

/// An acknowledgement.
pub(super) fn acknowledgement(cells: &mut Cells<'_>) -> Result<Acknowledgement, Fault> {
    Ok(Acknowledgement {
        user_id: cells.id()?,
        post_id: cells.id()?,
        channel_id: cells.id()?,
        acknowledged_at: cells.time()?,
    })
}
