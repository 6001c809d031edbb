//! The TLS handshake, and what it tells.

use std::sync::Arc;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tracing::debug;

use super::shared::Shared;
use crate::{certificate::CertificateFacts, peer::PeerTls, tls::ServerTls};

const CLEARTEXT_ANSWER: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Connection: close\r\nContent-Length: 34\r\n\r\nThis port speaks HTTPS, not HTTP.\r\n";

/// What the handshake agreed on.
pub(super) struct Agreed {
    pub(super) peer: PeerTls,
    pub(super) http2: bool,
}

/// The stream behind the handshake. Absent when it failed, took too long, or was none.
pub(super) async fn shake_hands<H>(
    shared: &Shared<H>,
    tls: &Arc<ServerTls>,
    stream: TcpStream,
) -> Option<(TlsStream<TcpStream>, Agreed)> {
    let handshake = timeout(shared.limits.handshake_timeout, handshake(tls, stream));
    let outcome = tokio::select! {
        outcome = handshake => outcome,
        () = shared.control.cutting() => return None,
    };
    match outcome {
        Ok(Ok(stream)) => {
            let agreed = agreed(&stream);
            return Some((stream, agreed));
        }
        Ok(Err(Refused::Cleartext)) => shared.counters.cleartext_on_tls.add(),
        Ok(Err(Refused::Failed(error))) => {
            shared.counters.handshakes_failed.add();
            debug!(listener = %shared.name, %error, "a TLS handshake failed");
        }
        Err(_) => shared.counters.handshakes_failed.add(),
    }
    None
}

enum Refused {
    Cleartext,
    Failed(std::io::Error),
}

async fn handshake(tls: &ServerTls, mut stream: TcpStream) -> Result<TlsStream<TcpStream>, Refused> {
    let mut first = [0];
    let seen = stream.peek(&mut first).await.map_err(Refused::Failed)?;
    if seen != 0 && first[0].is_ascii_uppercase() {
        let _ = stream.write_all(CLEARTEXT_ANSWER).await;
        let _ = stream.shutdown().await;
        // Closing at once would reset the connection, and the answer would be lost with it.
        let mut waste = [0; 1 << 10];
        while matches!(stream.read(&mut waste).await, Ok(length) if length != 0) {}
        return Err(Refused::Cleartext);
    }
    TlsAcceptor::from(tls.current()).accept(stream).await.map_err(Refused::Failed)
}

fn agreed(stream: &TlsStream<TcpStream>) -> Agreed {
    let (_, session) = stream.get_ref();
    let certificate = session
        .peer_certificates()
        .and_then(|chain| chain.first())
        .and_then(|certificate| CertificateFacts::from_der(certificate));
    Agreed {
        peer: PeerTls { server_name: session.server_name().map(str::to_ascii_lowercase), certificate },
        http2: session.alpn_protocol() == Some(b"h2"),
    }
}
