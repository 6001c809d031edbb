use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use countersign_egress::{Dialer, Endpoint, ProxyRules, exchange};
use countersign_primitives::Clock;
use countersign_wire_vendor::oauth::{GRANT_TYPE, TokenErrorResponse, TokenResponse};
use http::{HeaderMap, HeaderValue, Method, header};
use parking_lot::Mutex;
use rustls_pki_types::ServerName;
use tokio::{
    sync::watch,
    time::{Instant, timeout_at},
};
use url::Url;

use crate::{AccountError, AccountKey};

/// How long one request to the token endpoint may take.
const REQUEST_LIMIT: Duration = Duration::from_secs(20);
/// After a failure the endpoint is left alone for so long at first, doubled up to a minute.
const FIRST_BACKOFF: Duration = Duration::from_secs(1);
const LAST_BACKOFF: Duration = Duration::from_mins(1);

/// The access token of one service account, renewed ahead of time by one request at a time. Cheap to clone.
#[derive(Clone)]
pub struct AccessTokens {
    shared: Arc<Shared>,
}

struct Shared {
    key: AccountKey,
    dialer: Dialer,
    path: String,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    /// Counts finished requests, so that whoever waits learns of it.
    finished: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    asking: bool,
    asked: u64,
    failure: Option<(TokenFault, Duration)>,
    backoff: Duration,
}

#[derive(Clone)]
struct Token {
    header: HeaderValue,
    renew_at: Duration,
    expires_at: Duration,
}

/// Why there is no access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// The endpoint refused the account: wrong key, wrong clock, wrong anything. More asking does not help.
    Refused(String),
    /// The endpoint is out of reach or out of order.
    Unavailable(String),
}

impl AccessTokens {
    /// Tokens of an account. `dialer` lends trust, route and time-out; its endpoint is replaced by the account's own,
    /// unless `connect_to` redirects it.
    ///
    /// # Errors
    /// The account's `token_uri` is no URL.
    pub fn new(
        key: AccountKey,
        template: &Dialer,
        proxies: &ProxyRules,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, AccountError> {
        let url = Url::parse(key.token_uri()).map_err(|_| AccountError::BadTokenUri)?;
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let mut base = url.clone();
        base.set_path("");
        base.set_query(None);
        base.set_fragment(None);
        let endpoint: Endpoint = base.as_str().parse().map_err(|_| AccountError::BadTokenUri)?;
        if ServerName::try_from(endpoint.host.clone()).is_err() {
            return Err(AccountError::BadTokenUri);
        }
        let route = proxies.route(&endpoint);
        let dialer = Dialer { endpoint, ..template.clone() }.by(route);
        let (finished, _) = watch::channel(0);
        let state = Mutex::default();
        Ok(Self { shared: Arc::new(Shared { key, dialer, path, clock, state, finished }) })
    }

    /// The project of the account; empty when its file names none.
    pub fn project_id(&self) -> &str {
        self.shared.key.project_id()
    }

    /// The `authorization` header to send now. Waits for a first token until `deadline` at most; a token that is due
    /// for renewal is given out meanwhile.
    ///
    /// # Errors
    /// There is no usable token and none could be had in time.
    pub async fn authorization(&self, deadline: Instant) -> Result<HeaderValue, TokenFault> {
        let mut finished = self.shared.finished.subscribe();
        loop {
            finished.mark_unchanged();
            if let Some(result) = self.look() {
                return result;
            }
            if timeout_at(deadline, finished.changed()).await.is_err() {
                return Err(TokenFault::Unavailable("the token endpoint has not answered yet".to_owned()));
            }
        }
    }

    /// Forgets a token that was refused, unless it has been replaced already.
    pub fn refused(&self, header: &HeaderValue) {
        let mut state = self.shared.state.lock();
        if state.token.as_ref().is_some_and(|token| token.header == header) {
            state.token = None;
        }
    }

    /// How long the present token holds; `None` when there is none.
    pub fn holds_for(&self) -> Option<Duration> {
        let ticks = self.shared.clock.ticks();
        self.shared.state.lock().token.as_ref().map(|token| token.expires_at.saturating_sub(ticks))
    }

    /// How often the endpoint was asked.
    pub fn asked(&self) -> u64 {
        self.shared.state.lock().asked
    }

    /// The present token or failure; `None` when it is worth waiting. Starts a request when one is due.
    fn look(&self) -> Option<Result<HeaderValue, TokenFault>> {
        let ticks = self.shared.clock.ticks();
        let mut state = self.shared.state.lock();
        let valid = state.token.as_ref().filter(|token| ticks < token.expires_at).cloned();
        let due = valid.as_ref().is_none_or(|token| ticks >= token.renew_at);
        let resting = state.failure.as_ref().filter(|(_, until)| ticks < *until).map(|(fault, _)| fault.clone());
        if due && !state.asking && resting.is_none() {
            state.asking = true;
            state.asked += 1;
            let this = self.clone();
            // A task of its own: whoever asked may give up, the answer is wanted all the same.
            tokio::spawn(async move { this.renew().await });
        }
        match (valid, resting) {
            (Some(token), _) => Some(Ok(token.header)),
            (None, Some(fault)) if !state.asking => Some(Err(fault)),
            (None, _) => None,
        }
    }

    async fn renew(&self) {
        let outcome = self.ask().await;
        let ticks = self.shared.clock.ticks();
        {
            let mut state = self.shared.state.lock();
            state.asking = false;
            match outcome {
                Ok((header, life)) => {
                    state.failure = None;
                    state.backoff = Duration::ZERO;
                    state.token =
                        Some(Token { header, renew_at: ticks + life.mul_f64(0.77), expires_at: ticks + life });
                }
                Err(fault) => {
                    tracing::warn!(?fault, "no access token");
                    state.backoff = (state.backoff * 2).clamp(FIRST_BACKOFF, LAST_BACKOFF);
                    state.failure = Some((fault, ticks + state.backoff));
                }
            }
        }
        self.shared.finished.send_modify(|count| *count += 1);
    }

    async fn ask(&self) -> Result<(HeaderValue, Duration), TokenFault> {
        let shared = &self.shared;
        let assertion = shared.key.assertion(shared.clock.now());
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", GRANT_TYPE)
            .append_pair("assertion", &assertion)
            .finish();
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let answer = exchange(&shared.dialer, Method::POST, &shared.path, headers, Bytes::from(form), REQUEST_LIMIT)
            .await
            .map_err(|error| TokenFault::Unavailable(error.to_string()))?;
        read(&answer)
    }
}

/// The longest time for which a token is believed to hold.
const LONGEST_LIFE: Duration = Duration::from_hours(24);
/// How much of the endpoint's error is told.
const MOST_TEXT: usize = 100;

/// The `authorization` header and how long it holds.
///
/// # Errors
/// The endpoint gave none.
pub fn read(answer: &countersign_egress::Answer) -> Result<(HeaderValue, Duration), TokenFault> {
    let status = answer.status.as_u16();
    if status == 200 {
        let token: TokenResponse = serde_json::from_slice(&answer.body)
            .map_err(|_| TokenFault::Unavailable("the token endpoint's answer is no token".to_owned()))?;
        let mut header = HeaderValue::try_from(format!("Bearer {}", token.access_token.expose()))
            .map_err(|_| TokenFault::Unavailable("the access token is not fit for a header".to_owned()))?;
        header.set_sensitive(true);
        return Ok((header, Duration::from_secs(token.expires_in).min(LONGEST_LIFE)));
    }
    let said = serde_json::from_slice::<TokenErrorResponse>(&answer.body)
        .map(|body| body.error.chars().filter(|letter| !letter.is_control()).take(MOST_TEXT).collect::<String>())
        .map(|error| format!(" {error}"))
        .unwrap_or_default();
    let text = format!("the token endpoint answered http {status}{said}");
    let refused = (400..500).contains(&status) && status != 408 && status != 429;
    Err(if refused { TokenFault::Refused(text) } else { TokenFault::Unavailable(text) })
}
