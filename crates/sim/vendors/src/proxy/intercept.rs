use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn, upgrade::Upgraded};
use hyper_util::rt::TokioIo;
use tokio_rustls::TlsAcceptor;

use super::page::PAGE;
use crate::credentials::{Authority, CredentialsError};

/// Why an intercepted connection ended.
#[derive(Debug, thiserror::Error)]
pub(super) enum InterceptError {
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    #[error(transparent)]
    Tls(#[from] std::io::Error),
    #[error(transparent)]
    Http(#[from] hyper::Error),
}

/// Plays the target with a certificate of the proxy's authority, speaking HTTP/1.1 only and no ALPN.
pub(super) async fn intercept(authority: &Authority, name: &str, upgraded: Upgraded) -> Result<(), InterceptError> {
    let tls = authority.server_config(&[name.to_owned()], &[], false)?;
    let stream = TlsAcceptor::from(tls).accept(TokioIo::new(upgraded)).await?;
    let page = service_fn(async |_: Request<Incoming>| {
        let mut page = Response::new(Full::<Bytes>::from(PAGE));
        *page.status_mut() = StatusCode::FORBIDDEN;
        Ok::<_, Infallible>(page)
    });
    Ok(http1::Builder::new().serve_connection(TokioIo::new(stream), page).await?)
}
