use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Request, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;

use countersign_mobile_host::{HttpMethod, HttpRequest, HttpResponse, TransportError};

use super::connect::connect;

/// More than any answer the app asks for; a server that sends more is not waited for.
const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;
const MAX_REDIRECTS: usize = 10;

/// Sends a request, on a connection of its own: a simulated phone need not be fast, and a connection that is never
/// reused never breaks under a request that must not be sent twice.
pub(super) async fn send(tls: &Arc<ClientConfig>, request: HttpRequest) -> Result<HttpResponse, TransportError> {
    let mut url = request.url.clone();
    for _ in 0..=MAX_REDIRECTS {
        let answer = exchange(tls, &request, &url).await?;
        let target =
            answer.header("location").filter(|_| request.follow_redirects && (300..400).contains(&answer.status));
        match target.map(|target| resolve(&url, target)) {
            None => return Ok(answer),
            Some(next) => url = next?,
        }
    }
    Err(TransportError::Broken)
}

async fn exchange(tls: &Arc<ClientConfig>, request: &HttpRequest, url: &str) -> Result<HttpResponse, TransportError> {
    let uri: Uri = url.parse().map_err(|_| TransportError::BadAddress)?;
    let outgoing = build(request, &uri)?;
    let stream = connect(tls, &uri).await?;
    let handshake = http1::handshake(TokioIo::new(stream));
    let (mut sender, connection) = handshake.await.map_err(|_| TransportError::Unreachable)?;
    let exchanged = async {
        let answer = sender.send_request(outgoing).await.map_err(|_| TransportError::Broken)?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, MAX_BODY_BYTES).collect().await.map_err(|_| TransportError::Broken)?;
        let headers = head.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let body = body.to_bytes().to_vec();
        Ok(HttpResponse { status: head.status.as_u16(), headers, body, url: url.to_owned() })
    };
    tokio::pin!(exchanged);
    tokio::select! {
        answer = &mut exchanged => answer,
        // The connection may end right behind the answer: the exchange then still has it.
        _ = connection => exchanged.await,
    }
}

fn build(request: &HttpRequest, uri: &Uri) -> Result<Request<Full<Bytes>>, TransportError> {
    let bad = |_| TransportError::BadAddress;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let host = uri.authority().ok_or(TransportError::BadAddress)?.as_str();
    let mut builder = Request::builder().method(request.method.as_str()).uri(path).header(header::HOST, host);
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let body = request.body.clone().unwrap_or_default();
    let mut built = builder.body(Full::new(Bytes::from(body))).map_err(bad)?;
    if request.body.is_none() && matches!(request.method, HttpMethod::Post | HttpMethod::Put) {
        built.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    Ok(built)
}

fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

/// Where a redirect leads: a whole address, or a path on the same server.
fn resolve(from: &str, target: &str) -> Result<String, TransportError> {
    if target.contains("://") {
        return Ok(target.to_owned());
    }
    let uri: Uri = from.parse().map_err(|_| TransportError::BadAddress)?;
    match (uri.scheme_str(), uri.authority()) {
        (Some(scheme), Some(authority)) if target.starts_with('/') => Ok(format!("{scheme}://{authority}{target}")),
        _ => Err(TransportError::BadAddress),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_lead_to_addresses_and_paths() {
        let resolved = |target| resolve("https://a.example:8443/x?y", target);
        assert_eq!(resolved("https://b.example/"), Ok("https://b.example/".to_owned()));
        assert_eq!(resolved("/chat"), Ok("https://a.example:8443/chat".to_owned()));
        assert_eq!(resolved("chat"), Err(TransportError::BadAddress));
    }
}
