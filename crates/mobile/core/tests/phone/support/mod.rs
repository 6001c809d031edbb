//! A phone without a phone: ports in memory, a real network, and a bell that rings whenever anything happens.

mod bell;
mod phone;
mod transport;

pub(crate) use bell::Bell;
pub(crate) use phone::{Phone, TOKEN};
