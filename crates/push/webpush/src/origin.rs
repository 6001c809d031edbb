//! Push servers, and what is known of each.

use std::{
    fmt,
    net::IpAddr,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use countersign_dispatch::{DeviceKey, Signal};
use countersign_egress::{ConnectTo, Endpoint, Scheme};
use countersign_primitives::TimestampMs;
use parking_lot::Mutex;
use url::Host;

use crate::vapid::{VapidKey, VapidSubject, VapidToken};

mod health;
mod table;

use health::Health;
pub(crate) use table::Origins;

/// A push server: scheme, host and port. Displays as in RFC 6454, without the scheme's own port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    pub(crate) is_https: bool,
    pub(crate) host: Host,
    pub(crate) port: u16,
}

impl Origin {
    /// Where to connect for it, pinned to an address that was checked.
    pub(crate) fn endpoint(&self, address: IpAddr) -> Endpoint {
        let host = match &self.host {
            Host::Domain(name) => name.clone(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        Endpoint {
            scheme: if self.is_https { Scheme::Https } else { Scheme::Http },
            host,
            port: self.port,
            connect_to: Some(ConnectTo { host: address.to_string(), port: self.port }),
        }
    }

    /// The address itself where the host is one.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        match &self.host {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some((*address).into()),
            Host::Ipv6(address) => Some((*address).into()),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, own_port) = if self.is_https { ("https", 443) } else { ("http", 80) };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port == own_port { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

/// What is known of one push server.
pub(crate) struct Known<L> {
    pub(crate) origin: Origin,
    /// The way there, held while it is being looked for so that one push looks for all.
    pub(crate) link: tokio::sync::Mutex<Option<L>>,
    health: Mutex<Health>,
    token: Mutex<Option<VapidToken>>,
    used_ms: AtomicU64,
}

impl<L> Known<L> {
    fn new(origin: Origin) -> Self {
        Self {
            origin,
            link: tokio::sync::Mutex::default(),
            health: Mutex::default(),
            token: Mutex::default(),
            used_ms: AtomicU64::new(0),
        }
    }

    /// The value of `Authorization`. Signed once for many pushes.
    pub(crate) fn authorization(&self, key: &VapidKey, subject: &VapidSubject, now: TimestampMs) -> String {
        let mut token = self.token.lock();
        match &*token {
            Some(token) if token.is_fresh(now) => token.authorization.clone(),
            _ => token.insert(key.token(&self.origin.to_string(), subject, now)).authorization.clone(),
        }
    }

    /// What a push would get without being sent, because the server asked for a pause, takes nothing, or is out of reach.
    pub(crate) fn held_back(&self, ticks: Duration) -> Option<Signal> {
        self.health.lock().held_back(ticks)
    }

    /// Learns from what a push got. Returns what it shall be taken for.
    pub(crate) fn learn(&self, signal: Signal, device: DeviceKey, ticks: Duration) -> Signal {
        if matches!(&signal, Signal::Refused(refusal) if matches!(refusal.status, 401 | 403)) {
            // Perhaps it was the token: the next push gets a new one.
            *self.token.lock() = None;
        }
        let mut health = self.health.lock();
        let was_refusing = health.is_refusing();
        let signal = health.learn(signal, device, ticks);
        let refuses = health.is_refusing() && !was_refusing;
        drop(health);
        if refuses {
            // Not which: a server of one's own names its owner.
            tracing::warn!(
                "a push server refuses every device: is the VAPID key another than the apps registered with?"
            );
            tracing::debug!(server = %self.origin, "it is this one");
        }
        signal
    }

    fn touch(&self, ticks: Duration) {
        self.used_ms.store(u64::try_from(ticks.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn used(&self) -> Duration {
        Duration::from_millis(self.used_ms.load(Ordering::Relaxed))
    }
}
