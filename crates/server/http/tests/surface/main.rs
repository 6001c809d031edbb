//! The whole surface, over real connections.

mod client;
mod golden;
mod server;
mod socket;
