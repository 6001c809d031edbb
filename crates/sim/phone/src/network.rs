//! The device's network: HTTP and WebSocket over TCP and TLS, unless it is offline.

mod connect;
mod http;
mod websocket;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use rustls::ClientConfig;
use tokio::sync::watch;

use countersign_mobile_host::{HttpRequest, HttpResponse, Transport, TransportError, WebSocket};

/// The platform's network stack.
pub(crate) struct DeviceTransport {
    tls: Arc<ClientConfig>,
    online: watch::Receiver<bool>,
}

impl DeviceTransport {
    pub(crate) fn new(tls: Arc<ClientConfig>, online: watch::Receiver<bool>) -> Self {
        Self { tls, online }
    }
}

#[async_trait]
impl Transport for DeviceTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let limit = request.timeout;
        while_online(&self.online, limit, http::send(&self.tls, request)).await
    }

    async fn open_socket(&self, request: HttpRequest) -> Result<Box<dyn WebSocket>, TransportError> {
        let limit = request.timeout;
        while_online(&self.online, limit, websocket::open(&self.tls, request, self.online.clone())).await
    }
}

/// Runs until it is done, too late, or the network is taken away.
async fn while_online<T>(
    online: &watch::Receiver<bool>,
    limit: Duration,
    work: impl Future<Output = Result<T, TransportError>> + Send,
) -> Result<T, TransportError> {
    let mut online = online.clone();
    if !*online.borrow() {
        return Err(TransportError::Offline);
    }
    tokio::select! {
        done = tokio::time::timeout(limit, work) => done.unwrap_or(Err(TransportError::TimedOut)),
        _ = online.wait_for(|online| !online) => Err(TransportError::Broken),
    }
}
