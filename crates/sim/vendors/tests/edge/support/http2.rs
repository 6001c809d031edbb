use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use h2::client::{ResponseFuture, SendRequest};
use http::{HeaderMap, Request, Response, StatusCode};
use parking_lot::Mutex;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
};
use serde_json::Value;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::watch,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::soon;

/// An answer with its whole body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// How a sender does TLS.
pub(crate) struct Tls<'a> {
    pub(crate) ca_pem: &'a str,
    pub(crate) alpn: &'a [&'a str],
    /// Certificate and key in PEM.
    pub(crate) client: Option<(&'a str, &'a str)>,
}

impl<'a> Tls<'a> {
    pub(crate) fn h2(ca_pem: &'a str) -> Self {
        Self { ca_pem, alpn: &["h2"], client: None }
    }

    pub(crate) async fn connect(&self, address: SocketAddr) -> io::Result<TlsStream<TcpStream>> {
        self.over(TcpStream::connect(address).await?, address.ip()).await
    }

    /// Does TLS over a connection that leads to a server with this name.
    pub(crate) async fn over(&self, tcp: TcpStream, name: IpAddr) -> io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.ca_pem.as_bytes()).unwrap()).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let mut config = match self.client {
            Some((certificate, key)) => {
                let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
                let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
                builder.with_client_auth_cert(vec![certificate], key).unwrap()
            }
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = self.alpn.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        TlsConnector::from(Arc::new(config)).connect(ServerName::IpAddress(name.into()), tcp).await
    }
}

/// A bare HTTP/2 connection.
pub(crate) struct Http2 {
    pub(crate) sender: SendRequest<Bytes>,
    /// How many streams at once the server allows.
    pub(crate) streams: watch::Receiver<usize>,
    /// Whether the connection has ended.
    pub(crate) ended: watch::Receiver<bool>,
    heard: Arc<Mutex<Vec<u8>>>,
    pub(crate) ping: h2::PingPong,
}

impl Http2 {
    pub(crate) async fn connect(tls: &Tls<'_>, address: SocketAddr) -> Self {
        let heard = Arc::default();
        let stream = Listening { io: tls.connect(address).await.unwrap(), heard: Arc::clone(&heard) };
        let (sender, mut connection) =
            h2::client::Builder::new().initial_max_send_streams(1).handshake(stream).await.unwrap();
        let ping = connection.ping_pong().unwrap();
        let (publish, streams) = watch::channel(0);
        let (end, ended) = watch::channel(false);
        tokio::spawn(async move {
            // How it ended is in what was heard.
            let _ = std::future::poll_fn(|cx| {
                let polled = Future::poll(Pin::new(&mut connection), cx);
                let now = connection.max_concurrent_send_streams();
                publish.send_if_modified(|before| std::mem::replace(before, now) != now);
                polled
            })
            .await;
            end.send_replace(true);
        });
        Self { sender, streams, ended, heard, ping }
    }

    /// Waits for the end of the connection.
    pub(crate) async fn end(&self) {
        soon(self.ended.clone().wait_for(|ended| *ended)).await.unwrap();
    }

    /// The `GOAWAY`s that came: last stream, code and debug data.
    pub(crate) fn go_aways(&self) -> Vec<(u32, u32, String)> {
        let heard = self.heard.lock();
        let mut rest = &heard[..];
        let mut found = Vec::new();
        while let Some(head) = rest.get(..9) {
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
            let payload = &rest[9..9 + length];
            if head[3] == 7 {
                let number = |from: usize| u32::from_be_bytes(payload[from..from + 4].try_into().unwrap());
                found.push((number(0), number(4), String::from_utf8_lossy(&payload[8..]).into_owned()));
            }
            rest = &rest[9 + length..];
        }
        found
    }

    /// Begins a request. Waits until a stream is free.
    pub(crate) async fn begin(&self, request: Request<Bytes>) -> Result<ResponseFuture, h2::Error> {
        let mut sender = self.sender.clone().ready().await?;
        begin(&mut sender, request)
    }

    /// A request and its answer.
    pub(crate) async fn send(&self, request: Request<Bytes>) -> Result<Answer, h2::Error> {
        finish(self.begin(request).await?.await?).await
    }
}

/// Keeps what the server said.
struct Listening {
    io: TlsStream<TcpStream>,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl AsyncRead for Listening {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.io).poll_read(cx, buf);
        self.heard.lock().extend_from_slice(&buf.filled()[before..]);
        polled
    }
}

impl AsyncWrite for Listening {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

/// Begins a request at once, or queues it.
pub(crate) fn begin(sender: &mut SendRequest<Bytes>, request: Request<Bytes>) -> Result<ResponseFuture, h2::Error> {
    let (head, body) = request.into_parts();
    let (answer, mut stream) = sender.send_request(Request::from_parts(head, ()), body.is_empty())?;
    if !body.is_empty() {
        stream.send_data(body, true)?;
    }
    Ok(answer)
}

/// The rest of an answer.
pub(crate) async fn finish(response: Response<h2::RecvStream>) -> Result<Answer, h2::Error> {
    let (head, mut stream) = response.into_parts();
    let mut body = Vec::new();
    while let Some(piece) = stream.data().await {
        let piece = piece?;
        stream.flow_control().release_capacity(piece.len())?;
        body.extend_from_slice(&piece);
    }
    Ok(Answer { status: head.status, headers: head.headers, body: body.into() })
}
