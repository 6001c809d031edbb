//! An open WebSocket that reads events and answers pings.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use memchr::memmem;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::site::{Site, Wire};

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;

/// A socket of somebody.
pub(super) struct Listener {
    wire: Box<dyn Wire>,
    received: Vec<u8>,
    /// How many bytes at the beginning of `received` have been read.
    done: usize,
}

impl Listener {
    /// Opens a socket and waits for the server's first event.
    pub(super) async fn open(site: &Arc<Site>, token: &str) -> Result<Self> {
        let mut wire = site.dial().await?;
        let request = format!(
            "GET {}/api/v4/websocket HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nConnection: \
             Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \
             dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            site.base, site.host
        );
        wire.write_all(request.as_bytes()).await?;
        wire.flush().await?;
        let mut listener = Self { wire, received: Vec::with_capacity(1024), done: 0 };
        let head = loop {
            if let Some(end) = memmem::find(&listener.received, b"\r\n\r\n") {
                break end + 4;
            }
            listener.more().await?;
        };
        if !listener.received.starts_with(b"HTTP/1.1 101 ") {
            bail!("no socket: {}", String::from_utf8_lossy(&listener.received));
        }
        listener.done = head;
        listener.next(|_| ()).await.context("no hello")?;
        Ok(listener)
    }

    /// Waits for the next text and reads it.
    pub(super) async fn next<T>(&mut self, read: impl Fn(&[u8]) -> T) -> Result<T> {
        loop {
            let Some((code, start, end)) = frame(&self.received[self.done..]) else {
                self.more().await?;
                continue;
            };
            let (start, end) = (self.done + start, self.done + end);
            self.done = end;
            match code {
                TEXT => return Ok(read(&self.received[start..end])),
                CLOSE => bail!("the server closed the socket"),
                PING => {
                    let pong = masked_pong(&self.received[start..end]);
                    self.wire.write_all(&pong).await?;
                    self.wire.flush().await?;
                }
                _ => {}
            }
        }
    }

    async fn more(&mut self) -> Result<()> {
        self.received.drain(..self.done);
        self.done = 0;
        if self.received.capacity() - self.received.len() < 512 {
            self.received.reserve(self.received.capacity());
        }
        if self.wire.read_buf(&mut self.received).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

/// The first whole frame: its kind and where what it carries begins and ends. Servers do not mask.
fn frame(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let (kind, length) = (bytes.first()? & 15, bytes.get(1)? & 127);
    let (start, length): (usize, usize) = match length {
        126 => (4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
        127 => (10, usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?),
        short => (2, usize::from(short)),
    };
    let end = start.checked_add(length)?;
    (bytes.len() >= end).then_some((kind, start, end))
}

/// Clients must mask; a mask of zeros changes nothing.
fn masked_pong(payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len().min(125)).unwrap_or(125);
    let mut frame = vec![0x8a, 0x80 | length, 0, 0, 0, 0];
    frame.extend_from_slice(&payload[..usize::from(length)]);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_found_when_they_are_whole() {
        assert_eq!(frame(&[0x81, 2, b'h', b'i', 0x89]), Some((TEXT, 2, 4)));
        assert_eq!(frame(&[0x81, 3, b'h', b'i']), None);
        assert_eq!(frame(&[0x81]), None);
        let mut long = vec![0x81, 126, 1, 0];
        long.extend([0; 256]);
        assert_eq!(frame(&long), Some((TEXT, 4, 260)));
    }
}
