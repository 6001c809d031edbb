use std::{io, net::SocketAddr, sync::Arc};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::{
    client::conn::{http1, http2},
    rt::{Read, Write},
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::{ClientConfig, HandshakeKind};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::wait::soon;

/// Sends `pieces` as they are, each in a packet of its own, and reads until the server closes.
pub async fn talk(address: SocketAddr, pieces: &[&[u8]]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    for piece in pieces {
        if stream.write_all(piece).await.is_err() {
            break;
        }
        tokio::task::yield_now().await;
    }
    read_to_end(&mut stream).await
}

/// Sends all before it reads anything, as simple clients do. Nothing may be reset.
pub async fn send_first(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    soon("taking it all", stream.write_all(request)).await.unwrap();
    let mut received = String::new();
    soon("the end of the connection", stream.read_to_string(&mut received)).await.unwrap();
    received
}

/// Everything until the server closes, or resets.
pub async fn read_to_end(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut received = Vec::new();
    let _ = soon("the end of the connection", stream.read_to_end(&mut received)).await;
    String::from_utf8_lossy(&received).into_owned()
}

/// Reads until `mark` has come.
pub async fn read_until(stream: &mut (impl AsyncReadExt + Unpin), mark: &str) -> String {
    let mut received = Vec::new();
    soon(mark, async {
        while !String::from_utf8_lossy(&received).contains(mark) {
            let length = stream.read_buf(&mut received).await.unwrap();
            assert!(length != 0, "closed before {mark:?}: {:?}", String::from_utf8_lossy(&received));
        }
    })
    .await;
    String::from_utf8_lossy(&received).into_owned()
}

pub fn statuses(received: &str) -> Vec<u16> {
    received.match_indices("HTTP/1.1 ").filter_map(|(at, _)| received[at + 9..].get(..3)?.parse().ok()).collect()
}

pub fn get(path: &str) -> Request<Full<Bytes>> {
    Request::get(path).header("host", "localhost").body(Full::default()).unwrap()
}

pub fn post(path: &str, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    Request::post(path).header("host", "localhost").body(Full::new(body.into())).unwrap()
}

pub async fn http1<T: Read + Write + Unpin + Send + 'static>(io: T) -> hyper::Result<http1::SendRequest<Full<Bytes>>> {
    let (sender, connection) = http1::handshake(io).await?;
    tokio::spawn(connection.with_upgrades());
    Ok(sender)
}

pub async fn http2<T: Read + Write + Unpin + Send + 'static>(io: T) -> hyper::Result<http2::SendRequest<Full<Bytes>>> {
    let (sender, connection) = http2::handshake(TokioExecutor::new(), io).await?;
    tokio::spawn(connection);
    Ok(sender)
}

pub async fn tcp(address: SocketAddr) -> TokioIo<TcpStream> {
    TokioIo::new(TcpStream::connect(address).await.unwrap())
}

pub async fn tls(address: SocketAddr, config: Arc<ClientConfig>) -> io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    TlsConnector::from(config).connect("localhost".try_into().unwrap(), stream).await
}

/// One request over TLS and HTTP/1.1, on a connection of its own. With TLS 1.3 a refused certificate shows only here.
pub async fn tls_get(address: SocketAddr, config: Arc<ClientConfig>, path: &str) -> anyhow::Result<String> {
    let mut sender = http1(TokioIo::new(tls(address, config).await?)).await?;
    let (status, body) = read(sender.send_request(get(path)).await?).await?;
    anyhow::ensure!(status == 200, "{status} {body}");
    Ok(body)
}

/// How a connection over TLS came about. One request is sent, so that what a session needs has arrived.
pub async fn handshake(address: SocketAddr, config: Arc<ClientConfig>) -> HandshakeKind {
    let mut stream = tls(address, config).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
    assert_eq!(statuses(&read_to_end(&mut stream).await), [200]);
    stream.get_ref().1.handshake_kind().unwrap()
}

pub async fn read(response: Response<hyper::body::Incoming>) -> anyhow::Result<(u16, String)> {
    let status = response.status().as_u16();
    let body = response.into_body().collect().await?.to_bytes();
    Ok((status, String::from_utf8_lossy(&body).into_owned()))
}
