use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use countersign_dispatch::{Attempt, CredentialFault, Push, Sender, Signal, Vendor};
use countersign_egress::{ConnectionId, Pool, PoolStats};
use countersign_primitives::Clock;
use countersign_push_content::Policy;
use countersign_wire_vendor::fcm::{is_registration_token, send_path};
use http::{
    HeaderValue, Method, Request, Uri, Version,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use parking_lot::Mutex;
use tokio::time::Instant;

use crate::{AccessTokens, TokenFault, answer, message};

/// A payload of this size was never what Google objected to.
const SURELY_FITS: usize = 3800;
/// For how long an accepted large payload vouches for others of its size.
const VOUCHES: Duration = Duration::from_hours(1);

/// One project at Google.
pub struct FcmTarget {
    /// The project; overrides the account's own when not empty.
    pub project_id: String,
    /// Connections to the sending endpoint.
    pub pool: Pool,
    /// The account's access tokens.
    pub tokens: AccessTokens,
    /// How texts are treated.
    pub policy: Policy,
}

/// Sends to one project.
pub struct FcmSender {
    pool: Pool,
    tokens: AccessTokens,
    policy: Policy,
    uri: Uri,
    clock: Arc<dyn Clock>,
    /// The largest payload accepted of late, and when.
    accepted: Mutex<(usize, Duration)>,
}

impl FcmSender {
    /// A sender for a target.
    ///
    /// # Errors
    /// No project is named, or its name cannot stand in a path.
    pub fn new(target: FcmTarget, clock: Arc<dyn Clock>) -> Result<Self, String> {
        let project = if target.project_id.is_empty() { target.tokens.project_id() } else { &target.project_id };
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':' | b'_');
        if project.is_empty() || !project.bytes().all(is_name) {
            return Err("no project id, or one with characters that no project has".to_owned());
        }
        let uri = format!("https://{}{}", target.pool.authority(), send_path(project));
        let uri = Uri::try_from(uri).map_err(|_| "the endpoint's host is no host".to_owned())?;
        let accepted = Mutex::default();
        Ok(Self { pool: target.pool, tokens: target.tokens, policy: target.policy, uri, clock, accepted })
    }

    /// What the connections are doing.
    pub fn connections(&self) -> PoolStats {
        self.pool.stats()
    }

    /// The access tokens in use.
    pub fn tokens(&self) -> &AccessTokens {
        &self.tokens
    }

    /// Connects ahead of the first push.
    pub fn warm(&self) {
        self.pool.warm();
    }

    fn head(&self, authorization: &HeaderValue) -> Request<()> {
        let mut request = Request::new(());
        *request.method_mut() = Method::POST;
        *request.version_mut() = Version::HTTP_2;
        *request.uri_mut() = self.uri.clone();
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, authorization.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request
    }

    /// Whether a payload of this size cannot be what Google objects to.
    fn shape_is_good(&self, bytes: usize) -> bool {
        let (largest, at) = *self.accepted.lock();
        bytes < SURELY_FITS || (bytes <= largest && self.clock.ticks().saturating_sub(at) < VOUCHES)
    }

    fn note_accepted(&self, bytes: usize) {
        if bytes >= SURELY_FITS {
            let ticks = self.clock.ticks();
            let mut accepted = self.accepted.lock();
            if bytes >= accepted.0 || ticks.saturating_sub(accepted.1) >= VOUCHES {
                *accepted = (bytes, ticks);
            }
        }
    }
}

#[async_trait]
impl Sender for FcmSender {
    fn vendor(&self) -> Vendor {
        Vendor::Fcm
    }

    fn takes(&self, device_id: &str) -> bool {
        is_registration_token(device_id)
    }

    async fn send(&self, push: &Push, attempt: &Attempt) -> Signal {
        let deadline = Instant::now() + attempt.limit;
        if let Some(number) = attempt.leave_connection {
            self.pool.retire(ConnectionId::from_number(number));
        }
        let authorization = match self.tokens.authorization(deadline).await {
            Ok(authorization) => authorization,
            Err(TokenFault::Refused(text)) => return Signal::NoCredential(CredentialFault::Refused { text }),
            Err(TokenFault::Unavailable(text)) => return Signal::NoCredential(CredentialFault::Unavailable { text }),
        };
        let fitted = message(push, &self.policy, attempt.smaller);
        match self.pool.send(|| self.head(&authorization), Bytes::from(fitted.json), deadline).await {
            Ok(answer) => {
                let signal = answer::read(&answer, self.clock.now(), self.shape_is_good(fitted.payload_bytes));
                match &signal {
                    Signal::Accepted { .. } => self.note_accepted(fitted.payload_bytes),
                    Signal::Refused(refusal) if refusal.status == 401 && refusal.code.is_empty() => {
                        self.tokens.refused(&authorization);
                    }
                    _ => {}
                }
                signal
            }
            Err(error) => Signal::Silent(answer::silence(&error)),
        }
    }
}
