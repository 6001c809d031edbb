//! The whole surface, over real connections.

mod client;
mod edges;
mod golden;
mod permissions;
mod server;
mod socket;
mod stores;
mod town;
