use std::{error::Error, io, time::Duration};

use async_trait::async_trait;
use http_body_util::BodyExt;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{self, Client, connect::HttpConnector as TcpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse,
        HttpResponseBody, HttpService,
    },
};

const IDLE_CONNECTION: Duration = Duration::from_mins(1);

/// Speaks HTTP/1.1 over TCP or rustls for the storage library, which brings no client of its own here.
#[derive(Clone, Debug)]
pub(super) struct Dial {
    client: Client<HttpsConnector<TcpConnector>, HttpRequestBody>,
    timeout: Duration,
}

impl Dial {
    pub(super) fn new(tls: rustls::ClientConfig, allow_plain_http: bool, timeout: Duration) -> Self {
        let mut tcp = TcpConnector::new();
        tcp.enforce_http(false);
        tcp.set_connect_timeout(Some(timeout));
        tcp.set_nodelay(true);
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls);
        let connector = if allow_plain_http { connector.https_or_http() } else { connector.https_only() };
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_CONNECTION)
            .build(connector.enable_http1().wrap_connector(tcp));
        Self { client, timeout }
    }
}

impl HttpConnector for Dial {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Dial {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = tokio::time::timeout(self.timeout, self.client.request(request))
            .await
            .map_err(|elapsed| HttpError::new(HttpErrorKind::Timeout, elapsed))?
            .map_err(failed_request)?;
        Ok(answer.map(|body| HttpResponseBody::new(body.map_err(failed_body))))
    }
}

fn failed_request(error: legacy::Error) -> HttpError {
    let kind = if error.is_connect() {
        HttpErrorKind::Connect
    } else {
        find::<hyper::Error>(&error).map_or(HttpErrorKind::Unknown, kind_of)
    };
    HttpError::new(kind, error)
}

fn failed_body(error: hyper::Error) -> HttpError {
    HttpError::new(kind_of(&error), error)
}

/// Which failures the library may answer by asking again.
fn kind_of(error: &hyper::Error) -> HttpErrorKind {
    if error.is_closed() || error.is_incomplete_message() || error.is_body_write_aborted() || error.is_canceled() {
        HttpErrorKind::Request
    } else if error.is_timeout() {
        HttpErrorKind::Timeout
    } else if find::<io::Error>(error).is_some() {
        HttpErrorKind::Interrupted
    } else {
        HttpErrorKind::Unknown
    }
}

fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        cause = error.source();
    }
    None
}
