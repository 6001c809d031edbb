//! Telling HTTP/2 from HTTP/1 where both come in clear.

use std::io;

use bytes::BytesMut;
use tokio::io::AsyncReadExt;

use super::wire::Wire;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Whether the connection begins with the preface of HTTP/2. What was read for it is read again by whoever serves it.
///
/// # Errors
/// Of the socket, its end included.
pub(super) async fn read(wire: &mut Wire) -> io::Result<bool> {
    let mut seen = BytesMut::with_capacity(1 << 10);
    while seen.len() < PREFACE.len() && PREFACE.starts_with(&seen) {
        if wire.read_buf(&mut seen).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let is_http2 = seen.starts_with(PREFACE);
    wire.put_back(seen.freeze());
    Ok(is_http2)
}
