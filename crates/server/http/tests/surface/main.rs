//! The whole surface, over real connections.

mod arriving;
mod client;
mod directory;
mod edges;
mod golden;
mod hidden;
mod hints;
mod late_pushes;
mod permissions;
mod server;
mod socket;
mod stores;
mod town;
mod trail;
mod whole;
