//! The way to one push server: its address, looked up and checked, and connections to that address alone.

use std::{net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use countersign_dispatch::{Signal, Silence};
use countersign_egress::{
    Answer, ConnectionId, DialError, Dialer, ExchangeError, Pool, PoolLimits, Route, SendError, exchange,
};
use countersign_primitives::Clock;
use http::{HeaderMap, Method, Request, Uri, Version};
use rustls::ClientConfig;
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout_at},
};

use crate::{
    answer::{exchange_silence, pool_silence},
    guard::Guard,
    origin::{Known, Origin},
    resolver::Resolver,
};

/// How long a looked-up address is good.
const ADDRESS_LIFE: Duration = Duration::from_mins(5);
/// Requests at a time to a server that speaks HTTP/1.1 only.
const AT_A_TIME: usize = 32;

/// How to reach push servers.
pub(crate) struct Ways {
    pub(crate) guard: Guard,
    pub(crate) resolver: Arc<dyn Resolver>,
    pub(crate) tls: Arc<ClientConfig>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// A checked address, and connections to it.
#[derive(Clone)]
pub(crate) struct Link {
    address: IpAddr,
    checked_at: Duration,
    protocol: Protocol,
}

#[derive(Clone)]
enum Protocol {
    Http2(Pool),
    Http1(Dialer, Arc<Semaphore>),
}

/// A request to a push server.
pub(crate) struct Post {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Ways {
    /// Posts, and says what came back or why nothing did.
    pub(crate) async fn post(
        &self,
        known: &Known<Link>,
        post: &Post,
        leave: Option<u64>,
        deadline: Instant,
    ) -> Result<Answer, Signal> {
        let link = timeout_at(deadline, self.link(known));
        let link = link.await.unwrap_or(Err(Silence::NoConnection)).map_err(Signal::Silent)?;
        if let (Protocol::Http2(pool), Some(number)) = (&link.protocol, leave) {
            pool.retire(ConnectionId::from_number(number));
        }
        let outcome = match &link.protocol {
            Protocol::Http1(dialer, places) => over_http1(dialer, places, post, deadline).await,
            Protocol::Http2(pool) => match over_http2(&known.origin, pool, post, deadline).await {
                // Some servers without HTTP/2 agree on nothing, others end the handshake.
                Err(SendError::Dial { error: DialError::NoHttp2 | DialError::Tls(_), .. }) => {
                    self.without_http2(known, &link, post, deadline).await
                }
                other => other.map_err(|error| pool_silence(&error)),
            },
        };
        if matches!(outcome, Err(Silence::NoConnection)) {
            // The next push looks the name up again, and may find another address.
            known.link.lock().await.take_if(|current| current.address == link.address);
        }
        outcome.map_err(Signal::Silent)
    }

    /// The link that is there, or a new one after looking up the name.
    async fn link(&self, known: &Known<Link>) -> Result<Link, Silence> {
        let mut current = known.link.lock().await;
        let ticks = self.clock.ticks();
        if let Some(link) = &*current
            && ticks.saturating_sub(link.checked_at) < ADDRESS_LIFE
        {
            return Ok(link.clone());
        }
        let addresses = self.addresses(&known.origin).await?;
        let link = match current.take() {
            Some(link) if addresses.contains(&link.address) => Link { checked_at: ticks, ..link },
            _ => self.new_link(&known.origin, self.choose(&addresses), ticks),
        };
        *current = Some(link.clone());
        Ok(link)
    }

    /// The addresses of a server that may be talked to. None of them is looked up again afterwards.
    async fn addresses(&self, origin: &Origin) -> Result<Vec<IpAddr>, Silence> {
        self.guard.check(origin).map_err(|_| Silence::NotAllowed)?;
        let addresses = match (origin.address(), &origin.host) {
            (Some(address), _) => vec![address],
            (None, host) => self.resolver.resolve(&host.to_string()).await.map_err(|_| Silence::NoConnection)?,
        };
        if addresses.is_empty() {
            return Err(Silence::NoConnection);
        }
        let allowed: Vec<_> = addresses.into_iter().filter(|address| self.guard.allows(*address, origin)).collect();
        if allowed.is_empty() { Err(Silence::NotAllowed) } else { Ok(allowed) }
    }

    /// One address of several: another one each time, so that one that is down is not asked for ever.
    fn choose(&self, addresses: &[IpAddr]) -> IpAddr {
        let turn = usize::try_from(self.clock.ticks().as_millis() / 7).unwrap_or(0);
        addresses[turn % addresses.len()]
    }

    fn new_link(&self, origin: &Origin, address: IpAddr, ticks: Duration) -> Link {
        let dialer = Dialer { route: Route::Direct, ..Dialer::direct(origin.endpoint(address), Arc::clone(&self.tls)) };
        // Servers in clear text speak HTTP/1.1; with TLS the handshake tells.
        let protocol = if origin.is_https {
            Protocol::Http2(Pool::new(dialer, limits()))
        } else {
            Protocol::Http1(dialer, Arc::new(Semaphore::new(AT_A_TIME)))
        };
        Link { address, checked_at: ticks, protocol }
    }

    /// Tries without HTTP/2. If that works, everybody does so from now on.
    async fn without_http2(
        &self,
        known: &Known<Link>,
        link: &Link,
        post: &Post,
        deadline: Instant,
    ) -> Result<Answer, Silence> {
        let dialer = Dialer::direct(known.origin.endpoint(link.address), Arc::clone(&self.tls));
        let places = Arc::new(Semaphore::new(AT_A_TIME));
        let outcome = over_http1(&dialer, &places, post, deadline).await;
        if !matches!(outcome, Err(Silence::NoConnection)) {
            let mut current = known.link.lock().await;
            if let Some(current) = current.as_mut().filter(|current| matches!(current.protocol, Protocol::Http2(_))) {
                current.protocol = Protocol::Http1(dialer, places);
            }
        }
        outcome
    }
}

/// Far below what Apple and Google get: there are many servers, and a few devices on each.
fn limits() -> PoolLimits {
    PoolLimits { connections: 2, streams: 100, waiting: 1000, ..PoolLimits::default() }
}

async fn over_http2(origin: &Origin, pool: &Pool, post: &Post, deadline: Instant) -> Result<Answer, SendError> {
    let uri = Uri::try_from(format!("{origin}{}", post.path)).map_err(|_| SendError::Malformed)?;
    let head = || {
        let mut request = Request::new(());
        *request.method_mut() = Method::POST;
        *request.version_mut() = Version::HTTP_2;
        *request.uri_mut() = uri.clone();
        *request.headers_mut() = post.headers.clone();
        request
    };
    pool.send(head, post.body.clone(), deadline).await
}

async fn over_http1(dialer: &Dialer, places: &Semaphore, post: &Post, deadline: Instant) -> Result<Answer, Silence> {
    let Ok(Ok(_place)) = timeout_at(deadline, places.acquire()).await else { return Err(Silence::NoStream) };
    let limit = deadline.saturating_duration_since(Instant::now());
    let answer = exchange(dialer, Method::POST, &post.path, post.headers.clone(), post.body.clone(), limit).await;
    answer.map_err(|error| match &error {
        ExchangeError::TimedOut(_) if limit.is_zero() => Silence::NoConnection,
        error => exchange_silence(error),
    })
}
