//! The WebSocket: what happens is told at once, in order and without gaps.

mod apply;
mod connection;
mod sequence;
mod socket;

pub(crate) use connection::run;
