//! Other programs, reached over HTTP: but not those inside this server's own network, unless they are named.

mod guard;

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use countersign_egress::{Dialer, Endpoint, Scheme, Trust, client_tls, exchange};
use countersign_server_domain::ports::integrations::{IntegrationError, Integrations};
use http::{HeaderMap, HeaderValue, Method, header};
use serde_json::Value;
use tokio::net::lookup_host;
use url::Url;

use guard::Guard;

/// How long a program may take. Somebody waits for it.
const ANSWER_TIME: Duration = Duration::from_secs(30);

/// Asks over HTTP, over a connection of its own each time. Redirections are not followed: they would lead anywhere.
pub(crate) struct HttpIntegrations {
    trust: Trust,
}

impl HttpIntegrations {
    pub(crate) fn new(trust: Trust) -> Self {
        Self { trust }
    }

    /// The way to an address that may be asked: to exactly the address that was looked at, whatever its name says later.
    async fn dialer(&self, url: &Url, inside: &str) -> Result<Dialer, IntegrationError> {
        let endpoint: Endpoint = url.origin().ascii_serialization().parse().map_err(|_| IntegrationError::Forbidden)?;
        let guard = Guard::read(inside);
        let unknown = |_| IntegrationError::Unreachable("the name is not known".to_owned());
        let found = lookup_host((endpoint.host.as_str(), endpoint.port)).await.map_err(unknown)?;
        let allowed = found.map(|found| found.ip()).find(|address| guard.allows(&endpoint.host, *address));
        let address = allowed.ok_or(IntegrationError::Forbidden)?;
        let (scheme, port) = (endpoint.scheme, endpoint.port);
        let endpoint = endpoint.via(address.to_string(), port);
        match scheme {
            Scheme::Http => Ok(Dialer::clear_text(endpoint)),
            Scheme::Https => {
                let tls = client_tls(&self.trust, None);
                Ok(Dialer::direct(endpoint, tls.map_err(|error| IntegrationError::Unreachable(error.to_string()))?))
            }
        }
    }
}

#[async_trait]
impl Integrations for HttpIntegrations {
    async fn ask(&self, url: &str, body: Value, inside: &str) -> Result<Value, IntegrationError> {
        let url = Url::parse(url).map_err(|_| IntegrationError::Forbidden)?;
        let dialer = self.dialer(&url, inside).await?;
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let body = Bytes::from(body.to_string());
        let answer = exchange(&dialer, Method::POST, &path, headers, body, ANSWER_TIME).await;
        let answer =
            answer.map_err(|_| IntegrationError::Unreachable("no connection, or no answer in time".to_owned()))?;
        if !answer.status.is_success() {
            return Err(IntegrationError::Unreachable(format!("HTTP {}", answer.status.as_u16())));
        }
        if answer.body.is_empty() {
            return Ok(Value::Object(serde_json::Map::new()));
        }
        let parsed: Value = serde_json::from_slice(&answer.body).map_err(|_| IntegrationError::Senseless)?;
        if parsed.is_object() { Ok(parsed) } else { Err(IntegrationError::Senseless) }
    }
}

#[cfg(test)]
mod tests {
    use countersign_loopback::{Peer, PeerOptions, Reply};
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn programs_inside_are_asked_only_when_they_are_named() {
        let peer = Peer::http1(PeerOptions::clear(), |_| Reply::json(200, r#"{"update":{}}"#)).await;
        let url = format!("http://{}/press?a=b", peer.address());
        let programs = HttpIntegrations::new(Trust::default());
        let forbidden = programs.ask(&url, json!({ "a": 1 }), "10.0.0.0/8").await;
        assert_eq!(forbidden, Err(IntegrationError::Forbidden));
        assert_eq!(peer.connections(), 0);
        let answer = programs.ask(&url, json!({ "a": 1 }), "127.0.0.1").await.unwrap();
        assert_eq!(answer, json!({ "update": {} }));
        let received = peer.received();
        assert_eq!((received[0].path.as_str(), received[0].header("content-type")), ("/press?a=b", "application/json"));
        for senseless in ["ftp://127.0.0.1/", "http://", "press me"] {
            assert!(programs.ask(senseless, json!({}), "127.0.0.1").await.is_err(), "{senseless}");
        }
    }

    #[tokio::test]
    async fn what_is_no_good_answer_is_told_apart() {
        let redirecting = Peer::http1(PeerOptions::clear(), |_| Reply::status(302)).await;
        let babbling = Peer::http1(PeerOptions::clear(), |_| Reply::json(200, "[1]")).await;
        let silent = Peer::http1(PeerOptions::clear(), |_| Reply::status(200)).await;
        let programs = HttpIntegrations::new(Trust::default());
        let ask =
            async |peer: &Peer| programs.ask(&format!("http://{}/", peer.address()), json!({}), "127.0.0.0/8").await;
        assert_eq!(ask(&redirecting).await, Err(IntegrationError::Unreachable("HTTP 302".to_owned())));
        assert_eq!(ask(&babbling).await, Err(IntegrationError::Senseless));
        assert_eq!(ask(&silent).await, Ok(json!({})));
    }
}
