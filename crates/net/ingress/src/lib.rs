#![doc = include_str!("../README.md")]

mod activity;
mod body;
mod certificate;
mod config;
mod connection;
mod control;
mod counters;
mod forwarded;
mod handler;
mod limits;
mod listener;
mod peer;
mod places;
mod tls;
mod unix;

pub use body::{BodyError, RequestBody};
pub use certificate::CertificateFacts;
pub use config::{Bind, ListenerConfig};
pub use counters::CountersSnapshot;
pub use forwarded::{Client, TrustedForwarders};
pub use handler::{Handler, TowerHandler};
pub use limits::{BodyPace, Http2Limits, Limits, LimitsError};
pub use listener::{BindError, Bound, BoundAddress, Drained, Listener, ListenerView};
pub use peer::{Peer, PeerAddress, PeerTls};
pub use tls::{ClientCertificates, TlsError, TlsFiles};
