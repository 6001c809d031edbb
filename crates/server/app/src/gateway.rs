use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use countersign_egress::{Answer, Client, Dialer, Endpoint, Scheme, TlsError, Trust, client_tls};
use countersign_primitives::Secret;
use countersign_server_domain::ports::gateway::{GatewayError, PushGateway};
use countersign_wire_push::{PushAck, PushAnswer, PushMessage};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use parking_lot::Mutex;
use url::Url;

/// How long the gateway may take. The incumbent's vendors may be slow, and it waits for them.
const ANSWER_TIME: Duration = Duration::from_secs(30);

/// A push gateway reached over HTTP: ours, or the incumbent's.
pub struct HttpGateway {
    trust: Trust,
    token: Option<Secret<String>>,
    /// Connections to the address used last. It changes when an administrator changes it.
    current: Mutex<Option<(String, Arc<Site>)>>,
}

struct Site {
    client: Client,
    path: String,
}

impl HttpGateway {
    /// Connects when first asked. `token` is presented as a bearer token.
    pub fn new(trust: Trust, token: Option<Secret<String>>) -> Self {
        Self { trust, token, current: Mutex::default() }
    }

    fn site(&self, url: &str) -> Result<Arc<Site>, GatewayError> {
        let mut current = self.current.lock();
        if let Some((known, site)) = current.as_ref()
            && known == url
        {
            return Ok(Arc::clone(site));
        }
        let site = Arc::new(Site::new(url, &self.trust)?);
        *current = Some((url.to_owned(), Arc::clone(&site)));
        Ok(site)
    }

    async fn post(&self, url: &str, page: &str, body: Vec<u8>) -> Result<Answer, GatewayError> {
        let site = self.site(url)?;
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(token) = &self.token {
            let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose())).map_err(|_| {
                GatewayError::Unreachable("the gateway's token has characters no header can".to_owned())
            })?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
        let path = format!("{}{page}", site.path);
        let sent = site.client.send(Method::POST, &path, headers, Bytes::from(body), ANSWER_TIME).await;
        judge(sent.map_err(|error| GatewayError::Unreachable(error.to_string()))?)
    }
}

/// Whether an answer counts. What is wrong with the request stays wrong; everything else may be mended meanwhile, a wrong
/// address or token among it.
fn judge(answer: Answer) -> Result<Answer, GatewayError> {
    match answer.status {
        StatusCode::OK => Ok(answer),
        StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNPROCESSABLE_ENTITY => {
            Err(GatewayError::Refused(format!("HTTP {}", answer.status.as_u16())))
        }
        status => Err(GatewayError::Unreachable(format!("HTTP {}", status.as_u16()))),
    }
}

impl Site {
    fn new(url: &str, trust: &Trust) -> Result<Self, GatewayError> {
        let bad = || GatewayError::Unreachable("PushNotificationServer is no address of a gateway".to_owned());
        let url = Url::parse(url).map_err(|_| bad())?;
        let origin = url.origin().ascii_serialization();
        let endpoint: Endpoint = origin.parse().map_err(|_| bad())?;
        let dialer = match endpoint.scheme {
            Scheme::Http => Dialer::clear_text(endpoint),
            Scheme::Https => Dialer::direct(endpoint, client_tls(trust, None).map_err(untrusting)?),
        };
        Ok(Self { client: Client::new(dialer), path: url.path().trim_end_matches('/').to_owned() })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err calls")]
fn untrusting(error: TlsError) -> GatewayError {
    GatewayError::Unreachable(error.to_string())
}

#[async_trait]
impl PushGateway for HttpGateway {
    async fn send(&self, gateway_url: &str, push: &PushMessage) -> Result<PushAnswer, GatewayError> {
        let answer = self.post(gateway_url, "/api/v1/send_push", written(push)?).await?;
        serde_json::from_slice(&answer.body)
            .map_err(|_| GatewayError::Refused("the answer is not one of a push gateway".to_owned()))
    }

    async fn acknowledge(&self, gateway_url: &str, ack: &PushAck) -> Result<(), GatewayError> {
        self.post(gateway_url, "/api/v1/ack", written(ack)?).await.map(drop)
    }
}

fn written(value: &impl serde::Serialize) -> Result<Vec<u8>, GatewayError> {
    serde_json::to_vec(value).map_err(|error| GatewayError::Refused(error.to_string()))
}
