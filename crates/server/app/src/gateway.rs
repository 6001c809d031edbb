use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use countersign_egress::{Answer, Client, Dialer, Endpoint, Scheme, TlsError, Trust, client_tls};
use countersign_primitives::Secret;
use countersign_server_domain::ports::gateway::{GatewayError, PushGateway};
use countersign_wire_push::{FeedbackPage, PushAck, PushAnswer, PushMessage};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use parking_lot::Mutex;
use url::{Url, form_urlencoded};

mod batch;

use batch::Line;

/// How long the gateway may take. The incumbent's vendors may be slow, and it waits for them.
const ANSWER_TIME: Duration = Duration::from_secs(30);

/// Late verdicts asked for at once: as many as fit into what is read of an answer, the longest tokens among them.
const PAGE: &str = "20";

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
    /// What every request says of who sends it.
    headers: HeaderMap,
    line: Line,
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
        let site = Arc::new(Site::new(url, &self.trust, self.token.as_ref())?);
        *current = Some((url.to_owned(), Arc::clone(&site)));
        Ok(site)
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
    async fn post(&self, page: &str, body: Vec<u8>) -> Result<Answer, GatewayError> {
        judge(self.ask(Method::POST, page, body).await?)
    }

    async fn ask(&self, method: Method, page: &str, body: Vec<u8>) -> Result<Answer, GatewayError> {
        let path = format!("{}{page}", self.path);
        let sent = self.client.send(method, &path, self.headers.clone(), Bytes::from(body), ANSWER_TIME).await;
        sent.map_err(|error| GatewayError::Unreachable(error.to_string()))
    }

    /// One push by itself, as any gateway takes it.
    async fn send(&self, push: Vec<u8>) -> Result<PushAnswer, GatewayError> {
        let answer = self.post("/api/v1/send_push", push).await?;
        serde_json::from_slice(&answer.body)
            .map_err(|_| GatewayError::Refused("the answer is not one of a push gateway".to_owned()))
    }

    fn new(url: &str, trust: &Trust, token: Option<&Secret<String>>) -> Result<Self, GatewayError> {
        let bad = || GatewayError::Unreachable("PushNotificationServer is no address of a gateway".to_owned());
        let url = Url::parse(url).map_err(|_| bad())?;
        let origin = url.origin().ascii_serialization();
        let endpoint: Endpoint = origin.parse().map_err(|_| bad())?;
        let dialer = match endpoint.scheme {
            Scheme::Http => Dialer::clear_text(endpoint),
            Scheme::Https => Dialer::direct(endpoint, client_tls(trust, None).map_err(untrusting)?),
        };
        Ok(Self {
            client: Client::new(dialer),
            path: url.path().trim_end_matches('/').to_owned(),
            headers: headers(token)?,
            line: Line::default(),
        })
    }
}

fn headers(token: Option<&Secret<String>>) -> Result<HeaderMap, GatewayError> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(token) = token {
        let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose()))
            .map_err(|_| GatewayError::Unreachable("the gateway's token has characters no header can".to_owned()))?;
        value.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, value);
    }
    Ok(headers)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err calls")]
fn untrusting(error: TlsError) -> GatewayError {
    GatewayError::Unreachable(error.to_string())
}

#[async_trait]
impl PushGateway for HttpGateway {
    async fn send(&self, gateway_url: &str, push: &PushMessage) -> Result<PushAnswer, GatewayError> {
        batch::send(self.site(gateway_url)?, written(push)?).await
    }

    async fn acknowledge(&self, gateway_url: &str, ack: &PushAck) -> Result<(), GatewayError> {
        self.site(gateway_url)?.post("/api/v1/ack", written(ack)?).await.map(drop)
    }

    async fn feedback(
        &self,
        gateway_url: &str,
        server_id: &str,
        after: &str,
    ) -> Result<Option<FeedbackPage>, GatewayError> {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("server_id", server_id)
            .append_pair("after", after)
            .append_pair("limit", PAGE)
            .finish();
        let page = format!("/api/v2/feedback?{query}");
        let answer = self.site(gateway_url)?.ask(Method::GET, &page, Vec::new()).await?;
        if is_unknown_page(answer.status) {
            return Ok(None);
        }
        let answer = judge(answer)?;
        // The incumbent may stand behind something that answers every address.
        Ok(serde_json::from_slice(&answer.body).ok())
    }
}

/// Whether a gateway has no such page, as the incumbent has none of the second version.
fn is_unknown_page(status: StatusCode) -> bool {
    matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED)
}

fn written(value: &impl serde::Serialize) -> Result<Vec<u8>, GatewayError> {
    serde_json::to_vec(value).map_err(|error| GatewayError::Refused(error.to_string()))
}
