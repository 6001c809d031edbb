//! One kept HTTP/1.1 connection, used by one task. Written by hand because it runs on the cores it measures: a general
//! client costs as much as the server does.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use memchr::memmem;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::site::{Site, Wire};

/// What a server said.
pub(super) struct Answer {
    pub(super) status: u16,
    /// The `Token` header of a sign-in.
    pub(super) token: Option<String>,
    pub(super) body: Vec<u8>,
}

/// A connection of somebody; dialled when it is first used, and again after a failure.
pub(super) struct Connection {
    site: Arc<Site>,
    token: Option<String>,
    wire: Option<Box<dyn Wire>>,
    request: Vec<u8>,
    received: Vec<u8>,
}

/// Where a body ends.
enum Body {
    Length(usize),
    Chunks,
}

impl Connection {
    pub(super) fn new(site: &Arc<Site>, token: Option<&str>) -> Self {
        let token = token.map(str::to_owned);
        Self { site: Arc::clone(site), token, wire: None, request: Vec::new(), received: Vec::new() }
    }

    /// Asks, and reads the whole answer.
    pub(super) async fn call(&mut self, method: &str, path: &str, body: &str) -> Result<Answer> {
        let mut wire = match self.wire.take() {
            Some(wire) => wire,
            None => self.site.dial().await?,
        };
        self.write_request(method, path, body);
        wire.write_all(&self.request).await?;
        wire.flush().await?;
        let answer = read(wire.as_mut(), &mut self.received).await?;
        self.wire = Some(wire);
        Ok(answer)
    }

    /// Asks, and takes only a success for an answer.
    pub(super) async fn expect(&mut self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.call(method, path, &text).await.with_context(|| format!("{method} {path}"))?;
        if !(200..300).contains(&answer.status) {
            bail!("{method} {path}: HTTP {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        Ok(serde_json::from_slice(&answer.body)?)
    }

    fn write_request(&mut self, method: &str, path: &str, body: &str) {
        let Site { host, base, .. } = self.site.as_ref();
        let authorization =
            self.token.as_ref().map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let head = format!(
            "{method} {base}{path} HTTP/1.1\r\nHost: {host}\r\n{authorization}Content-Type: \
             application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        self.request.clear();
        self.request.extend_from_slice(head.as_bytes());
        self.request.extend_from_slice(body.as_bytes());
    }
}

/// Reads one answer. What is left in the buffer afterwards belongs to nobody: nothing was asked yet.
async fn read(wire: &mut dyn Wire, received: &mut Vec<u8>) -> Result<Answer> {
    received.clear();
    let head = loop {
        if let Some(end) = memmem::find(received, b"\r\n\r\n") {
            break end + 4;
        }
        more(wire, received).await?;
    };
    let (status, token, body) = parse_head(&received[..head])?;
    let body = match body {
        Body::Length(length) => {
            while received.len() < head + length {
                more(wire, received).await?;
            }
            received[head..head + length].to_vec()
        }
        Body::Chunks => loop {
            if let Some(body) = joined(&received[head..])? {
                break body;
            }
            more(wire, received).await?;
        },
    };
    Ok(Answer { status, token, body })
}

async fn more(wire: &mut dyn Wire, received: &mut Vec<u8>) -> Result<()> {
    if received.capacity() - received.len() < 4096 {
        received.reserve(received.capacity().max(16 * 1024));
    }
    if wire.read_buf(received).await? == 0 {
        bail!("the server closed the connection");
    }
    Ok(())
}

fn parse_head(head: &[u8]) -> Result<(u16, Option<String>, Body)> {
    let head = std::str::from_utf8(head).context("the head of an answer is no text")?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).context("no status line")?;
    let (mut token, mut body) = (None, Body::Length(0));
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") {
            body = Body::Length(value.parse().context("an odd length")?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            body = Body::Chunks;
        } else if name.eq_ignore_ascii_case("token") {
            token = Some(value.to_owned());
        }
    }
    Ok((status, token, body))
}

/// The chunks put together; `None` while some are missing.
fn joined(mut chunks: &[u8]) -> Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    loop {
        let Some(line) = memmem::find(chunks, b"\r\n") else { return Ok(None) };
        let size = std::str::from_utf8(&chunks[..line])?.split(';').next().unwrap_or_default();
        let size = usize::from_str_radix(size.trim(), 16).context("an odd chunk")?;
        let Some(chunk) = chunks.get(line + 2..line + 2 + size) else { return Ok(None) };
        body.extend_from_slice(chunk);
        let Some(rest) = chunks.get(line + 2 + size + 2..) else { return Ok(None) };
        if size == 0 {
            return Ok(Some(body));
        }
        chunks = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_put_together_once_all_are_there() {
        assert_eq!(joined(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").unwrap().unwrap(), b"abcde");
        assert!(joined(b"3\r\nabc\r\n2\r\nd").unwrap().is_none());
        assert!(joined(b"3\r\nabc\r\n").unwrap().is_none());
        assert!(joined(b"x\r\nabc\r\n").is_err());
    }

    #[test]
    fn heads_say_status_length_and_token() {
        let head = b"HTTP/1.1 201 Created\r\ncontent-length: 12\r\nToken: abc\r\n\r\n";
        let (status, token, body) = parse_head(head).unwrap();
        assert!(status == 201 && token.as_deref() == Some("abc") && matches!(body, Body::Length(12)));
        assert!(parse_head(b"nonsense").is_err());
    }
}
