//! The whole surface, over real connections.

mod client;
mod edges;
mod golden;
mod server;
mod socket;
mod town;
