#![doc = include_str!("../README.md")]

mod answer;
mod batch;
mod client;
mod dial;
mod endpoint;
mod error;
mod exchange;
mod pool;
mod route;
mod stream;
mod trust;

pub use answer::{Answer, ConnectionId};
pub use client::Client;
pub use dial::Dialer;
pub use endpoint::{ConnectTo, Endpoint, EndpointError, Scheme};
pub use error::{DialError, Fate, SendError};
pub use exchange::{ExchangeError, exchange};
pub use pool::{Pool, PoolLimits, PoolStats};
pub use route::Route;
pub use trust::{ClientIdentity, TlsError, Trust, client_tls};
