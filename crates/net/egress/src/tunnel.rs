//! Asking a proxy for a tunnel.

use std::io;

use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use crate::{DialError, TunnelProxy};

/// The longest answer of a proxy that is read.
const MOST_HEAD: u64 = 16 * 1024;

/// Asks the proxy at the other end of a connection for a tunnel to `target`, a `host:port`. From then on the connection is
/// one with the target.
pub(crate) async fn open(tcp: &mut BufReader<TcpStream>, proxy: &TunnelProxy, target: &str) -> Result<(), DialError> {
    let mut head = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n");
    if let Some(credentials) = &proxy.credentials {
        head.push_str("Proxy-Authorization: Basic ");
        STANDARD.encode_string(credentials.expose(), &mut head);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    tcp.write_all(head.as_bytes()).await.map_err(|error| DialError::Tcp(error.kind()))?;
    match status(tcp).await.map_err(|error| DialError::Tcp(error.kind()))? {
        Some(200..=299) => Ok(()),
        Some(407) => Err(DialError::ProxyCredentials),
        Some(status) => Err(DialError::Proxy(status)),
        None => Err(DialError::NoProxy),
    }
}

/// The status of the proxy's answer; `None` when it is no answer of HTTP. Nothing behind the answer is taken.
async fn status(tcp: &mut BufReader<TcpStream>) -> io::Result<Option<u16>> {
    let mut head = tcp.take(MOST_HEAD);
    let (mut first, mut line) = (Vec::new(), Vec::new());
    head.read_until(b'\n', &mut first).await?;
    loop {
        line.clear();
        head.read_until(b'\n', &mut line).await?;
        match &line[..] {
            b"\r\n" | b"\n" => break,
            line if line.ends_with(b"\n") => {}
            _ => return Ok(None),
        }
    }
    let first = String::from_utf8_lossy(&first);
    let status = first.strip_prefix("HTTP/1.").and_then(|rest| rest.split(' ').nth(1));
    Ok(status.and_then(|status| status.trim().parse().ok()))
}
