//! How often clients may ask, by the server's settings.
//!
//! Source: `mattermost/mattermost` `server/channels/app/ratelimit.go` (what counts) and the API's documented headers.

mod asked;
mod rate;

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use countersign_ingress::{Peer, TrustedForwarders};
use countersign_server_domain::{
    domain::Domain,
    model::TokenHash,
    ports::bus::{BusListener, BusMessage, LimitKey},
    settings::RateLimitSettings,
};
use countersign_server_rules::session::{TokenSources, find_token};
use parking_lot::Mutex;
use sha2::{Digest, Sha256};

use crate::cookies;

use asked::Asked;
use rate::{Decision, Rate, Rates};

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Where passwords are tried: five times a second, and ten more at once.
const SIGN_IN: [&str; 2] = ["/api/v4/users/login", "/api/users/login"];
const SIGN_IN_RATE: Rate = Rate { per_sec: 5, burst: 10 };

/// The limits and what was counted, here and on the other nodes. The counts begin anew when the settings change.
pub(crate) struct Throttle {
    domain: Domain,
    forwarders: TrustedForwarders,
    counts: Mutex<Counts>,
    asked: Arc<Asked>,
}

#[derive(Default)]
struct Counts {
    settings: RateLimitSettings,
    all: Rates<LimitKey>,
    sign_ins: Rates<LimitKey>,
}

enum Who {
    Session(TokenHash),
    Address(IpAddr),
    Anybody,
}

impl Throttle {
    /// Knows who asks past these reverse proxies.
    pub(crate) fn new(domain: Domain, forwarders: TrustedForwarders) -> Self {
        let asked = Asked::new(domain.clone());
        Self { domain, forwarders, counts: Mutex::default(), asked }
    }

    /// Whose requests are counted together with this one.
    fn key(&self, settings: &RateLimitSettings, request: &Request) -> LimitKey {
        let headers = request.headers();
        let header = match settings.vary_by_header.as_str() {
            "" => String::new(),
            name => headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_lowercase(),
        };
        let session = settings.vary_by_user.then(|| token(headers)).flatten().map(Who::Session);
        let address = || settings.vary_by_remote_addr.then(|| self.address(request)).flatten();
        let who = match session.or_else(address).unwrap_or(Who::Anybody) {
            Who::Session(TokenHash(hash)) => hash.to_vec(),
            Who::Address(address) => address.to_string().into_bytes(),
            Who::Anybody => Vec::new(),
        };
        LimitKey(Sha256::new().chain_update(who).chain_update([0]).chain_update(header).finalize().into())
    }

    /// Where a request comes from, past the reverse proxies that are trusted.
    fn address(&self, request: &Request) -> Option<Who> {
        let connection = request.extensions().get::<Arc<Peer>>().and_then(|peer| peer.address.ip());
        self.forwarders.client(connection, request.headers()).address.map(Who::Address)
    }

    /// Counts a request. The decision of the limit that is nearer, for its answer.
    fn count(&self, settings: &RateLimitSettings, key: LimitKey, signs_in: bool, now: Duration) -> Decision {
        let mut counts = self.counts.lock();
        counts.are_by(settings);
        let (rate, most) = (rate(settings), settings.memory_store_size);
        let all = counts.all.ask(&key, rate, most, now);
        let decision =
            if signs_in && all.is_granted() { counts.sign_ins.ask(&key, SIGN_IN_RATE, most, now) } else { all };
        drop(counts);
        if all.is_granted() {
            self.asked.note(key, signs_in && decision.is_granted());
        }
        decision
    }
}

impl Counts {
    /// Begins anew when these are other settings.
    fn are_by(&mut self, settings: &RateLimitSettings) {
        if self.settings != *settings {
            *self = Self { settings: settings.clone(), ..Self::default() };
        }
    }
}

impl BusListener for Throttle {
    /// What was asked of other nodes counts here.
    fn hear(&self, message: &BusMessage) {
        let BusMessage::AskedElsewhere(asked) = message else { return };
        let settings = self.domain.settings();
        let settings = &settings.rate_limit_settings;
        if !settings.enable {
            return;
        }
        let (now, most) = (self.domain.clock().ticks(), settings.memory_store_size);
        let mut counts = self.counts.lock();
        counts.are_by(settings);
        for count in asked {
            counts.all.charge(&count.key, count.requests, rate(settings), most, now);
            if count.sign_ins > 0 {
                counts.sign_ins.charge(&count.key, count.sign_ins, SIGN_IN_RATE, most, now);
            }
        }
    }
}

fn rate(settings: &RateLimitSettings) -> Rate {
    Rate { per_sec: settings.per_sec, burst: settings.max_burst }
}

/// Wraps everything: refuses who asks too often, and tells the others how much is left.
pub(crate) async fn limit(State(throttle): State<Arc<Throttle>>, request: Request, next: Next) -> Response {
    let settings = throttle.domain.settings();
    let settings = &settings.rate_limit_settings;
    if !settings.enable {
        return next.run(request).await;
    }
    let key = throttle.key(settings, &request);
    let signs_in = request.method() == Method::POST && SIGN_IN.contains(&request.uri().path());
    let decision = throttle.count(settings, key, signs_in, throttle.domain.clock().ticks());
    let mut response = if decision.is_granted() {
        next.run(request).await
    } else {
        let plain = (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        let nosniff = (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        (StatusCode::TOO_MANY_REQUESTS, [plain, nosniff], "limit exceeded\n").into_response()
    };
    put(response.headers_mut(), &decision);
    response
}

/// The hash of the token that a request shows, whether it is good or not.
fn token(headers: &HeaderMap) -> Option<TokenHash> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let sources = TokenSources { cookie: cookies::token(headers), authorization, query: None };
    find_token(&sources).map(|(_, token)| TokenHash::of(token))
}

fn put(headers: &mut HeaderMap, decision: &Decision) {
    headers.insert(LIMIT, HeaderValue::from(decision.limit));
    headers.insert(REMAINING, HeaderValue::from(decision.remaining));
    headers.insert(RESET, HeaderValue::from(whole_secs(decision.reset)));
    if let Some(wait) = decision.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(whole_secs(wait)));
    }
}

/// Seconds, rounded up.
fn whole_secs(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}
