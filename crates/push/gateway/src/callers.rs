//! Who sends a request, and what it may send.

mod replay;
mod signature;

use std::{collections::HashMap, sync::Arc, time::Duration};

use countersign_ingress::CertificateFacts;
use countersign_primitives::TimestampMs;
use countersign_wire_push::{PushMessage, PushTransport};

use crate::{CallerConfig, GatewayConfig, VendorConfig, config::token_hash, metrics::escape};

pub(crate) use replay::Replays;
pub(crate) use signature::signature_base;
use signature::{Keys, SignatureFault};

/// What a request shows of its sender.
pub(crate) struct Presented<'a> {
    pub(crate) method: &'a str,
    /// As it was sent, without the query.
    pub(crate) path: &'a str,
    /// What stands behind the question mark; empty when there is none.
    pub(crate) query: &'a str,
    /// A header's value; empty when missing.
    pub(crate) header: &'a (dyn Fn(&str) -> String + Sync),
    pub(crate) certificate: Option<&'a CertificateFacts>,
    pub(crate) body: &'a [u8],
}

/// Why a request is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unauthorized {
    /// It shows nothing.
    Missing,
    /// What it shows is nobody's.
    Wrong,
    /// Its signature is of another time.
    Stale,
    /// Its signature was used before.
    Replayed,
    /// Too many signatures are remembered.
    Busy,
}

impl Unauthorized {
    /// The stable name, for metrics and logs.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Wrong => "wrong",
            Self::Stale => "stale",
            Self::Replayed => "replayed",
            Self::Busy => "busy",
        }
    }

    /// What the caller is told.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Missing => {
                "This gateway takes pushes of known callers only: a token, a certificate or a signature is needed"
            }
            Self::Wrong => "The token, certificate or signature is nobody's",
            Self::Stale => "The signature is too old or from the future: check the clock and sign again",
            Self::Replayed => "The signature was used before: sign again",
            Self::Busy => "Too many signed requests at the moment",
        }
    }
}

/// Who may send, and what.
pub(crate) struct Callers {
    all: Vec<Arc<Caller>>,
    tokens: HashMap<[u8; 32], usize>,
    keys: Keys,
    window: Duration,
}

/// Somebody who may send.
pub(crate) struct Caller {
    name: String,
    certificates: Vec<String>,
    server_ids: Vec<String>,
    /// By target: ordinary pushes, calls. `None` for everything.
    rights: Option<HashMap<String, Rights>>,
}

#[derive(Clone, Copy, Debug)]
struct Rights {
    ordinary: bool,
    calls: bool,
}

impl Callers {
    /// Everybody the configuration names; `None` when it names nobody, and anybody may send.
    pub(crate) fn new(config: &GatewayConfig) -> Option<Self> {
        if config.callers.is_empty() {
            return None;
        }
        let mut tokens = HashMap::new();
        let mut keys = Keys::default();
        for (number, caller) in config.callers.iter().enumerate() {
            tokens.extend(caller.token_hashes.iter().map(|hash| (*hash, number)));
            caller.keys.iter().for_each(|key| keys.add(key, number));
        }
        let all = config.callers.iter().map(|caller| Arc::new(Caller::new(caller, config))).collect();
        Some(Self { all, tokens, keys, window: config.signature_window })
    }

    /// Who sends this. What is shown must be right: a wrong token is not made good by a certificate. The incumbent's
    /// header is left aside when it is nobody's and there is a certificate, since no server lets one switch it off.
    pub(crate) fn recognise(
        &self,
        shown: &Presented<'_>,
        replays: &Replays,
        now: TimestampMs,
        ticks: Duration,
    ) -> Result<&Arc<Caller>, Unauthorized> {
        let number = if !(shown.header)("signature-input").is_empty() {
            self.by_signature(shown, replays, now, ticks)?
        } else if let authorization = (shown.header)("authorization")
            && !authorization.is_empty()
        {
            bearer(&authorization).and_then(|token| self.by_token(token)).ok_or(Unauthorized::Wrong)?
        } else {
            let incumbent = (shown.header)("x-mattermost-auth");
            let by_token = self.by_token(incumbent.trim());
            match by_token.or_else(|| self.by_certificate(shown.certificate?)) {
                Some(number) => number,
                None if incumbent.is_empty() && shown.certificate.is_none() => return Err(Unauthorized::Missing),
                None => return Err(Unauthorized::Wrong),
            }
        };
        let caller = &self.all[number];
        let server = (shown.header)("x-mattermost-serverid");
        if server.is_empty() || caller.may_speak_for(&server) { Ok(caller) } else { Err(Unauthorized::Wrong) }
    }

    /// Tokens are looked up by their hash: how long it takes tells nothing of any token.
    fn by_token(&self, token: &str) -> Option<usize> {
        if token.is_empty() { None } else { self.tokens.get(&token_hash(token)).copied() }
    }

    fn by_certificate(&self, certificate: &CertificateFacts) -> Option<usize> {
        let fingerprint = format!("sha256:{}", hex::encode(certificate.sha256));
        self.all.iter().position(|caller| {
            caller.certificates.iter().any(|name| {
                certificate.common_name.as_deref() == Some(name)
                    || certificate.dns_names.iter().chain(&certificate.uris).any(|own| own == name)
                    || fingerprint.eq_ignore_ascii_case(name)
            })
        })
    }

    fn by_signature(
        &self,
        shown: &Presented<'_>,
        replays: &Replays,
        now: TimestampMs,
        ticks: Duration,
    ) -> Result<usize, Unauthorized> {
        let signed = self.keys.verify(shown).map_err(|SignatureFault| Unauthorized::Wrong)?;
        let window = self.window.as_secs();
        let created = u64::try_from(signed.created).map_err(|_| Unauthorized::Stale)?;
        let now_secs = u64::try_from(now.as_secs()).unwrap_or(0);
        if created.abs_diff(now_secs) > window || created < replays.since() {
            return Err(Unauthorized::Stale);
        }
        replays.note(&signed.key_id, &signed.nonce, self.window * 2, ticks)?;
        Ok(signed.caller)
    }
}

/// The token of `Authorization: Bearer …`.
fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

impl Caller {
    fn new(caller: &CallerConfig, config: &GatewayConfig) -> Self {
        let limited = !caller.apps.is_empty() || !caller.topics.is_empty();
        let rights = limited.then(|| {
            let within = |list: &[String], name: &str| list.is_empty() || list.iter().any(|one| one == name);
            let targets = config.targets.iter().filter(|target| within(&caller.apps, &target.name));
            let rights = targets.map(|target| {
                let rights = match &target.vendor {
                    VendorConfig::Apns { topic, .. } => Rights {
                        ordinary: within(&caller.topics, topic),
                        calls: within(&caller.topics, &format!("{topic}.voip")),
                    },
                    VendorConfig::Fcm { .. } | VendorConfig::WebPush { .. } => Rights { ordinary: true, calls: true },
                };
                (target.name.clone(), rights)
            });
            rights.collect()
        });
        Self {
            name: caller.name.clone(),
            certificates: caller.certificates.clone(),
            server_ids: caller.server_ids.clone(),
            rights,
        }
    }

    /// `caller="…"`, for metrics.
    pub(crate) fn metric_label(&self) -> String {
        format!("caller=\"{}\"", escape(&self.name))
    }

    /// Whether it may send, and read verdicts, in the name of this server.
    pub(crate) fn may_speak_for(&self, server: &str) -> bool {
        self.server_ids.is_empty() || self.server_ids.iter().any(|own| own == server)
    }

    /// Whether it may send this.
    pub(crate) fn may_send(&self, message: &PushMessage) -> bool {
        let is_call = message.transport == PushTransport::Voip;
        let target = self.rights.as_ref().map(|rights| rights.get(message.target()));
        let in_rights = match target {
            None => true,
            Some(None) => false,
            Some(Some(rights)) => (is_call && rights.calls) || (!is_call && rights.ordinary),
        };
        in_rights && self.may_speak_for(&message.server_id)
    }
}
