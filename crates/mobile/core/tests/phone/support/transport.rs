use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http_body_util::{BodyExt, Full};
use hyper::{Request, Uri, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

use countersign_mobile_host::{
    HttpRequest, HttpResponse, Reachability, SocketFrame, Transport, TransportError, WebSocket,
    memory::MemoryReachability,
};

/// HTTP/1.1 and WebSocket in the clear, over loopback; nothing while the phone is offline.
pub(crate) struct LoopbackTransport(pub(crate) Arc<MemoryReachability>);

#[async_trait]
impl Transport for LoopbackTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.check()?;
        within(request.timeout, exchange(request)).await
    }

    async fn open_socket(&self, request: HttpRequest) -> Result<Box<dyn WebSocket>, TransportError> {
        self.check()?;
        let reachability = Arc::clone(&self.0);
        within(request.timeout, async {
            let stream = connect(&request.url.parse().map_err(|_| TransportError::BadAddress)?).await?;
            let mut handshake = request.url.as_str().into_client_request().map_err(|_| TransportError::BadAddress)?;
            for (name, value) in &request.headers {
                let name: http::HeaderName = name.parse().unwrap();
                handshake.headers_mut().insert(name, value.parse().unwrap());
            }
            match client_async(handshake, stream).await {
                Ok((socket, _)) => Ok(Box::new(Socket { socket, reachability }) as Box<dyn WebSocket>),
                Err(Error::Http(answer)) => Err(TransportError::Rejected(answer.status().as_u16())),
                Err(_) => Err(TransportError::Broken),
            }
        })
        .await
    }
}

impl LoopbackTransport {
    fn check(&self) -> Result<(), TransportError> {
        if self.0.is_online() { Ok(()) } else { Err(TransportError::Offline) }
    }
}

async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, TransportError>>,
) -> Result<T, TransportError> {
    tokio::time::timeout(limit, work).await.unwrap_or(Err(TransportError::TimedOut))
}

async fn connect(uri: &Uri) -> Result<TcpStream, TransportError> {
    // The fake server speaks no TLS: an attempt fails as a closed port would.
    if matches!(uri.scheme_str(), Some("https" | "wss")) {
        return Err(TransportError::Unreachable);
    }
    let authority = uri.authority().ok_or(TransportError::BadAddress)?.as_str().to_owned();
    TcpStream::connect(authority).await.map_err(|_| TransportError::Unreachable)
}

async fn exchange(request: HttpRequest) -> Result<HttpResponse, TransportError> {
    let uri: Uri = request.url.parse().map_err(|_| TransportError::BadAddress)?;
    let stream = connect(&uri).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| TransportError::Broken)?;
    tokio::spawn(connection);
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let mut builder = Request::builder().method(request.method.as_str()).uri(path);
    builder = builder.header("host", uri.authority().unwrap().as_str());
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let body = Full::new(Bytes::from(request.body.unwrap_or_default()));
    let answer = sender.send_request(builder.body(body).unwrap()).await.map_err(|_| TransportError::Broken)?;
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.map_err(|_| TransportError::Broken)?.to_bytes().to_vec();
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    Ok(HttpResponse { status: parts.status.as_u16(), headers, body, url: request.url })
}

struct Socket {
    socket: WebSocketStream<TcpStream>,
    reachability: Arc<MemoryReachability>,
}

#[async_trait]
impl WebSocket for Socket {
    async fn send(&mut self, text: &str) -> Result<(), TransportError> {
        if !self.reachability.is_online() {
            return Err(TransportError::Offline);
        }
        self.socket.send(Message::text(text)).await.map_err(|_| TransportError::Broken)
    }

    async fn receive(&mut self) -> Result<SocketFrame, TransportError> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => return Ok(SocketFrame::Text(text.as_str().to_owned())),
                Some(Ok(Message::Close(_))) | None => return Ok(SocketFrame::Closed { code: None }),
                Some(Ok(_)) => {}
                Some(Err(_)) => return Err(TransportError::Broken),
            }
        }
    }

    async fn close(&mut self) {
        let _ = self.socket.close(None).await;
    }
}
