#![doc = include_str!("../README.md")]

mod answer;
mod batch;
mod client;
mod dial;
mod endpoint;
mod error;
mod exchange;
mod internet;
mod pool;
mod proxy_rules;
mod route;
mod stream;
mod trust;
mod tunnel;

pub use answer::{Answer, ConnectionId};
pub use client::Client;
pub use dial::Dialer;
pub use endpoint::{ConnectTo, Endpoint, EndpointError, Scheme};
pub use error::{DialError, Fate, SendError};
pub use exchange::{ExchangeError, exchange};
pub use internet::is_global;
pub use pool::{Pool, PoolLimits, PoolStats};
pub use proxy_rules::{DirectRule, DirectRuleError, ProxyRules};
pub use route::{Route, TunnelProxy, TunnelProxyError};
pub use trust::{ClientIdentity, TlsError, Trust, client_tls};
