use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::Notify;

use countersign_mobile_host::{HttpMethod, HttpRequest, HttpResponse, Transport};
use countersign_primitives::{Clock, Secret, TimestampMs};

use super::ApiError;
use crate::AppIdentity;

/// Speaks to one server, with or without a session.
pub(crate) struct ApiClient {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    identity: Arc<AppIdentity>,
    base: String,
    token: Option<Secret<String>>,
    timeout: Duration,
    /// When the server last answered with this session; 0 is never.
    last_answer: AtomicI64,
    ended: AtomicBool,
    ended_now: Notify,
}

impl ApiClient {
    pub(crate) fn new(
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        identity: Arc<AppIdentity>,
        base: String,
        timeout: Duration,
    ) -> Self {
        Self {
            transport,
            clock,
            identity,
            base,
            token: None,
            timeout,
            last_answer: AtomicI64::new(0),
            ended: AtomicBool::new(false),
            ended_now: Notify::new(),
        }
    }

    /// The same server with a session.
    pub(crate) fn with_token(mut self, token: Secret<String>) -> Self {
        self.token = Some(token);
        self
    }

    /// The server's address.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The session's token; `None` without a session.
    pub(crate) fn token(&self) -> Option<&Secret<String>> {
        self.token.as_ref()
    }

    /// When the server last answered with this session.
    pub(crate) fn last_answer(&self) -> Option<TimestampMs> {
        Some(TimestampMs(self.last_answer.load(Ordering::SeqCst))).filter(|at| !at.is_zero())
    }

    /// The next session check is due at once.
    pub(crate) fn forget_last_answer(&self) {
        self.last_answer.store(0, Ordering::SeqCst);
    }

    /// Returns once the server has refused the session; at once if it has before.
    pub(crate) async fn ended(&self) {
        loop {
            let notified = self.ended_now.notified();
            if self.ended.load(Ordering::SeqCst) {
                return;
            }
            notified.await;
        }
    }

    /// Headers that every request carries, the WebSocket's handshake too.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let mut headers = vec![
            ("User-Agent".to_owned(), self.identity.user_agent()),
            ("X-Requested-With".to_owned(), "XMLHttpRequest".to_owned()),
            ("Accept-Language".to_owned(), self.identity.locale.clone()),
        ];
        if let Some(token) = &self.token {
            headers.push(("Authorization".to_owned(), format!("Bearer {}", token.expose())));
        }
        headers
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        read(&self.call(self.request(HttpMethod::Get, path)).await?)
    }

    pub(super) async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ApiError> {
        read(&self.call(self.with_json(HttpMethod::Post, path, body)).await?)
    }

    pub(super) async fn put<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ApiError> {
        read(&self.call(self.with_json(HttpMethod::Put, path, body)).await?)
    }

    /// A request below `/api/v4`.
    pub(super) fn request(&self, method: HttpMethod, path: &str) -> HttpRequest {
        let mut headers = self.headers();
        headers.push(("Accept".to_owned(), "application/json".to_owned()));
        HttpRequest {
            method,
            url: format!("{}/api/v4{path}", self.base),
            headers,
            body: None,
            timeout: self.timeout,
            follow_redirects: false,
        }
    }

    pub(super) fn with_json(&self, method: HttpMethod, path: &str, body: &impl Serialize) -> HttpRequest {
        let mut request = self.request(method, path);
        request.headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        request.body = Some(serde_json::to_vec(body).expect("wire types hold nothing JSON cannot"));
        request
    }

    /// Sends; a success comes back whole, anything else as an error. A 401 ends the session for good.
    pub(super) async fn call(&self, request: HttpRequest) -> Result<HttpResponse, ApiError> {
        let response = self.transport.send(request).await?;
        if self.token.is_some() {
            if response.status == 401 {
                self.ended.store(true, Ordering::SeqCst);
                self.ended_now.notify_waiters();
                return Err(ApiError::SessionEnded);
            }
            if response.is_success() {
                self.last_answer.store(self.clock.now().0, Ordering::SeqCst);
            }
        }
        if response.is_success() { Ok(response) } else { Err(ApiError::refused(&response)) }
    }

    /// Sends a request as it is, to any address.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, ApiError> {
        Ok(self.transport.send(request).await?)
    }
}

impl fmt::Debug for ApiClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiClient(…)")
    }
}

pub(super) fn read<T: DeserializeOwned>(response: &HttpResponse) -> Result<T, ApiError> {
    serde_json::from_slice(&response.body).map_err(|_| ApiError::Malformed)
}

#[cfg(test)]
mod tests {
    use countersign_mobile_host::{TransportError, memory::MemoryTransport};
    use countersign_primitives::ManualClock;
    use countersign_wire_api::StatusOk;

    use super::*;
    use crate::Platform;

    fn client(status: u16, body: &'static str) -> (Arc<MemoryTransport>, ApiClient) {
        let transport = Arc::new(MemoryTransport::new(move |request| {
            if request.url.contains("unreachable") {
                return Err(TransportError::Unreachable);
            }
            let (headers, body) = (Vec::new(), body.as_bytes().to_vec());
            Ok(HttpResponse { status, headers, body, url: request.url.clone() })
        }));
        let identity = AppIdentity {
            platform: Platform::Ios,
            version: "0.1.0".to_owned(),
            os_version: "18".to_owned(),
            model: "iPhone".to_owned(),
            locale: "en".to_owned(),
        };
        let clock = Arc::new(ManualClock::new(TimestampMs(1_000)));
        let base = "https://chat.example.com".to_owned();
        let client = ApiClient::new(transport.clone(), clock, Arc::new(identity), base, Duration::from_secs(1));
        (transport, client)
    }

    #[tokio::test]
    async fn a_session_is_sent_as_a_bearer_token_and_the_answer_is_noted() {
        let (transport, client) = client(200, r#"{"status":"OK"}"#);
        let client = client.with_token(Secret::new("t0k3n".to_owned()));
        client.get::<StatusOk>("/x").await.unwrap();
        let headers = &transport.requests()[0].headers;
        assert!(headers.contains(&("Authorization".to_owned(), "Bearer t0k3n".to_owned())));
        assert!(headers.iter().any(|(name, value)| name == "User-Agent" && value.contains("Mobile")));
        assert_eq!(client.last_answer(), Some(TimestampMs(1_000)));
    }

    #[tokio::test]
    async fn a_401_ends_a_session_but_not_a_sign_in() {
        let body = r#"{"id":"api.user.login.invalid_credentials_email_username","message":"Wrong","status_code":401}"#;
        let (_, anonymous) = client(401, body);
        let refused = anonymous.get::<StatusOk>("/x").await.unwrap_err();
        assert_eq!(refused.status(), Some(401));
        let session = anonymous.with_token(Secret::new("t".to_owned()));
        assert_eq!(session.get::<StatusOk>("/x").await, Err(ApiError::SessionEnded));
        session.ended().await;
    }

    #[tokio::test]
    async fn pages_of_captive_portals_are_no_answers() {
        let (_, client) = client(200, "<html>Please pay</html>");
        assert_eq!(client.get::<StatusOk>("/x").await, Err(ApiError::Malformed));
    }

    #[test]
    fn what_may_have_arrived_and_what_is_worth_another_try() {
        let refused = |status| ApiError::Refused { status, id: String::new(), message: String::new() };
        for (error, arrived, passing) in [
            (ApiError::Transport(TransportError::Unreachable), false, true),
            (ApiError::Transport(TransportError::TimedOut), true, true),
            (ApiError::Transport(TransportError::BadAddress), false, false),
            (refused(400), false, false),
            (refused(429), false, true),
            (refused(503), true, true),
            (ApiError::SessionEnded, false, false),
        ] {
            assert_eq!((error.may_have_arrived(), error.is_passing()), (arrived, passing), "{error}");
        }
    }
}
