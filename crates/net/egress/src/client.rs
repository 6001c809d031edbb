use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use http_body_util::Full;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use parking_lot::Mutex;
use tokio::time::timeout;

use crate::{
    Answer, Dialer,
    exchange::{ExchangeError, build, failed, read},
};

/// Connections of HTTP/1.1 that are kept for the next request.
const MAX_IDLE: usize = 64;
/// How long one is kept. Shorter than what servers and balancers wait, so that requests seldom meet a closing door.
const MAX_IDLE_TIME: Duration = Duration::from_secs(30);

type Http1 = http1::SendRequest<Full<Bytes>>;
type Http2 = http2::SendRequest<Full<Bytes>>;

/// Requests to one service that is asked often and speaks what it likes: HTTP/2 where TLS offers it, HTTP/1.1 otherwise.
/// Connections are kept and used again.
///
/// For vendors with stream limits there is [`crate::Pool`]; for what is asked rarely, [`crate::exchange`].
pub struct Client {
    dialer: Dialer,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    http1: Vec<(Http1, Instant)>,
    http2: Option<Http2>,
}

enum Connection {
    Http1(Http1),
    Http2(Http2),
}

impl Client {
    /// Connects when first asked.
    pub fn new(dialer: Dialer) -> Self {
        Self { dialer, kept: Mutex::default() }
    }

    /// Sends a request and waits for the answer; `limit` covers everything. A request the other side cannot have seen,
    /// because a kept connection had ended, is sent again on a new one.
    ///
    /// # Errors
    /// No answer within `limit`. Statuses of 400 and above are answers.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: HeaderMap,
        body: Bytes,
        limit: Duration,
    ) -> Result<Answer, ExchangeError> {
        let exchange = async {
            while let Some(connection) = self.take() {
                let request = self.request(&connection, method.clone(), path, headers.clone(), body.clone())?;
                if let Some(outcome) = self.try_on(connection, request).await {
                    return outcome;
                }
            }
            let connection = self.connect().await?;
            let request = self.request(&connection, method, path, headers, body)?;
            let lost = || Err(ExchangeError::Http("the connection ended before the request left".to_owned()));
            self.try_on(connection, request).await.unwrap_or_else(lost)
        };
        timeout(limit, exchange).await.unwrap_or(Err(ExchangeError::TimedOut(limit)))
    }

    fn request(
        &self,
        connection: &Connection,
        method: Method,
        path: &str,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Request<Full<Bytes>>, ExchangeError> {
        build(&self.dialer, method, path, headers, body, matches!(connection, Connection::Http2(_)))
    }

    fn take(&self) -> Option<Connection> {
        let mut kept = self.kept.lock();
        if let Some(http2) = &kept.http2 {
            if !http2.is_closed() {
                return Some(Connection::Http2(http2.clone()));
            }
            kept.http2 = None;
        }
        while let Some((http1, since)) = kept.http1.pop() {
            if !http1.is_closed() && since.elapsed() < MAX_IDLE_TIME {
                return Some(Connection::Http1(http1));
            }
        }
        None
    }

    async fn connect(&self) -> Result<Connection, ExchangeError> {
        let (stream, agreed) = self.dialer.connect(&[b"h2", b"http/1.1"]).await?;
        if agreed.as_deref() == Some(b"h2") {
            let (sender, driver) =
                http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.map_err(failed)?;
            tokio::spawn(driver);
            self.kept.lock().http2 = Some(sender.clone());
            return Ok(Connection::Http2(sender));
        }
        let (sender, driver) = http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
        tokio::spawn(driver);
        Ok(Connection::Http1(sender))
    }

    /// `None` when the request did not leave.
    async fn try_on(
        &self,
        connection: Connection,
        request: Request<Full<Bytes>>,
    ) -> Option<Result<Answer, ExchangeError>> {
        match connection {
            Connection::Http2(mut sender) => match sender.try_send_request(request).await {
                Ok(response) => Some(read(response).await),
                Err(error) if error.message().is_some() => None,
                Err(error) => Some(Err(failed(error.into_error()))),
            },
            Connection::Http1(mut sender) => match sender.try_send_request(request).await {
                Ok(response) => {
                    let answer = read(response).await;
                    if answer.as_ref().is_ok_and(|answer| !answer.truncated) && sender.ready().await.is_ok() {
                        self.keep(sender);
                    }
                    Some(answer)
                }
                Err(error) if error.message().is_some() => None,
                Err(error) => Some(Err(failed(error.into_error()))),
            },
        }
    }

    fn keep(&self, sender: Http1) {
        let mut kept = self.kept.lock();
        if kept.http1.len() < MAX_IDLE {
            kept.http1.push((sender, Instant::now()));
        }
    }
}
