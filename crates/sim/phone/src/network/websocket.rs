use std::sync::Arc;

use async_trait::async_trait;
use futures_util::{SinkExt, StreamExt};
use http::{HeaderName, HeaderValue, Uri};
use rustls::ClientConfig;
use tokio::sync::watch;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

use countersign_mobile_host::{HttpRequest, SocketFrame, TransportError, WebSocket};

use super::connect::{Connection, connect};

/// Opens a WebSocket, which breaks when the network is taken away.
pub(super) async fn open(
    tls: &Arc<ClientConfig>,
    request: HttpRequest,
    online: watch::Receiver<bool>,
) -> Result<Box<dyn WebSocket>, TransportError> {
    let uri: Uri = request.url.parse().map_err(|_| TransportError::BadAddress)?;
    let mut handshake = request.url.as_str().into_client_request().map_err(|_| TransportError::BadAddress)?;
    for (name, value) in &request.headers {
        let name: HeaderName = name.parse().map_err(|_| TransportError::BadAddress)?;
        let value: HeaderValue = value.parse().map_err(|_| TransportError::BadAddress)?;
        handshake.headers_mut().insert(name, value);
    }
    let stream = connect(tls, &uri).await?;
    match client_async(handshake, stream).await {
        Ok((socket, _)) => Ok(Box::new(DeviceSocket { socket, online })),
        Err(Error::Http(answer)) => Err(TransportError::Rejected(answer.status().as_u16())),
        Err(_) => Err(TransportError::Broken),
    }
}

struct DeviceSocket {
    socket: WebSocketStream<Box<dyn Connection>>,
    online: watch::Receiver<bool>,
}

#[async_trait]
impl WebSocket for DeviceSocket {
    async fn send(&mut self, text: &str) -> Result<(), TransportError> {
        if !*self.online.borrow() {
            return Err(TransportError::Offline);
        }
        self.socket.send(Message::text(text)).await.map_err(|_| TransportError::Broken)
    }

    async fn receive(&mut self) -> Result<SocketFrame, TransportError> {
        loop {
            let frame = tokio::select! {
                frame = self.socket.next() => frame,
                _ = self.online.wait_for(|online| !online) => return Err(TransportError::Offline),
            };
            match frame {
                Some(Ok(Message::Text(text))) => return Ok(SocketFrame::Text(text.as_str().to_owned())),
                Some(Ok(Message::Close(close))) => {
                    return Ok(SocketFrame::Closed { code: close.map(|close| close.code.into()) });
                }
                Some(Ok(_)) => {}
                Some(Err(_)) => return Err(TransportError::Broken),
                None => return Ok(SocketFrame::Closed { code: None }),
            }
        }
    }

    async fn close(&mut self) {
        let _ = self.socket.close(None).await;
    }
}
