//! Connections of senders: TLS, HTTP/2 with everything Apple's and Google's servers may do to a connection, and
//! HTTP/1.1. What is answered is a [`Service`]'s affair.

mod connections;
mod driver;
mod frames;
mod http1;
mod listener;
mod reply;
mod stream_limit;
mod tap;

pub(crate) use connections::{Connection, Connections, Order};
pub(crate) use listener::{Lifetime, Listener};
pub(crate) use reply::{Http2Limits, Reply, Service};

/// Debug data of a `GOAWAY` when the simulators stop.
const SHUTDOWN: &[u8] = br#"{"reason":"Shutdown"}"#;
