//! Targets from their configuration.

use std::{collections::HashMap, fmt::Write, sync::Arc, time::Duration};

use countersign_apns::{ApnsSender, ApnsTarget, Authentication, ClientCertificate, ProviderKey, ProviderTokens};
use countersign_dispatch::{Quota, Sender};
use countersign_egress::{ClientIdentity, Dialer, Endpoint, Pool, PoolLimits, Trust, client_tls};
use countersign_fcm::{AccessTokens, AccountKey, FcmSender, FcmTarget};
use countersign_primitives::{Clock, Random, Secret};
use countersign_push_content::Policy;
use countersign_webpush::WebPushSender;
use countersign_wire_vendor::{apns::Environment, fcm};
use parking_lot::Mutex;

use crate::{
    ApnsCredential, GatewayConfig, Mistake, TargetConfig, VendorConfig,
    courier::Targets,
    metrics::{Metrics, escape, family},
    target::{Target, TargetHealth},
};

mod web_push;

/// Provider tokens by key, team and key file: targets that share a key share its tokens.
type TokenBook = HashMap<(String, String, String), Arc<ProviderTokens>>;

/// What a gateway sends with, and how to look at it.
pub(crate) struct Built {
    pub(crate) targets: Targets,
    pub(crate) gauges: Vec<Gauge>,
}

/// A sender whose connections are shown in metrics.
pub(crate) enum Gauge {
    Apns(String, Arc<ApnsSender>),
    Fcm(String, Arc<FcmSender>),
    WebPush(String, Arc<WebPushSender>),
}

impl Gauge {
    /// The target's name, open connections and requests in flight. None where there is no one service.
    fn connections(&self) -> Option<(&str, countersign_egress::PoolStats)> {
        match self {
            Self::Apns(name, sender) => Some((name, sender.connections())),
            Self::Fcm(name, sender) => Some((name, sender.connections())),
            Self::WebPush(..) => None,
        }
    }
}

/// The state of all connections, in the text form of Prometheus.
pub(crate) fn write_gauges(gauges: &[Gauge], out: &mut String) {
    let mut each = |name: &str, kind: &str, help: &str, pick: fn(&countersign_egress::PoolStats) -> u64| {
        let mut lines = String::new();
        for (target, stats) in gauges.iter().filter_map(Gauge::connections) {
            let _ = writeln!(lines, "{name}{{target=\"{}\"}} {}", escape(target), pick(&stats));
        }
        family(out, name, kind, help, &lines);
    };
    each("countersign_push_connections", "gauge", "Open connections.", |stats| stats.connections as u64);
    each("countersign_push_in_flight", "gauge", "Pushes sent and not answered.", |stats| stats.in_flight as u64);
    each("countersign_push_waiting", "gauge", "Pushes that wait for a stream.", |stats| stats.waiting as u64);
    each("countersign_push_connections_opened_total", "counter", "Connections opened.", |stats| stats.opened);
    each("countersign_push_dial_failures_total", "counter", "Failed attempts to connect.", |stats| stats.dial_failures);
    each("countersign_push_resent_total", "counter", "Sent again because the vendor had not processed it.", |stats| {
        stats.resent
    });
    let mut lines = String::new();
    for gauge in gauges {
        if let Gauge::Fcm(target, sender) = gauge
            && let Some(holds) = sender.tokens().holds_for()
        {
            let name = "countersign_push_access_token_seconds";
            let _ = writeln!(lines, "{name}{{target=\"{}\"}} {}", escape(target), holds.as_secs());
        }
    }
    family(out, "countersign_push_access_token_seconds", "gauge", "For how long the access token holds.", &lines);
    let mut lines = String::new();
    for gauge in gauges {
        if let Gauge::WebPush(target, sender) = gauge {
            let name = "countersign_push_servers";
            let _ = writeln!(lines, "{name}{{target=\"{}\"}} {}", escape(target), sender.known_servers());
        }
    }
    family(out, "countersign_push_servers", "gauge", "Web Push servers that were sent to of late.", &lines);
}

/// Builds all targets. `old` lends what is known of targets that were there before.
///
/// # Errors
/// Every target that cannot work, with its name and the reason.
pub(crate) fn targets(
    config: &GatewayConfig,
    (clock, random): (&Arc<dyn Clock>, &Arc<dyn Random>),
    metrics: &Metrics,
    old: &Targets,
) -> Result<Built, Vec<Mistake>> {
    let mut builder = Builder { config, clock, random, tokens: HashMap::new(), gauges: Vec::new() };
    let (mut targets, mut mistakes) = (Targets::new(), Vec::new());
    for target in &config.targets {
        match builder.sender(target) {
            Ok((sender, quota)) => {
                let health = old.get(&target.name).filter(|old| old.vendor == sender.vendor()).map_or_else(
                    || Arc::new(TargetHealth::new(metrics.target(&target.name))),
                    |old| Arc::clone(&old.health),
                );
                let built = Target {
                    name: target.name.as_str().into(),
                    vendor: sender.vendor(),
                    compat: config.compat,
                    sender,
                    quota,
                    health,
                };
                targets.insert(target.name.clone(), Arc::new(built));
            }
            Err(text) => mistakes.push(Mistake { place: format!("target {:?}", target.name), text }),
        }
    }
    if mistakes.is_empty() { Ok(Built { targets, gauges: builder.gauges }) } else { Err(mistakes) }
}

struct Builder<'a> {
    config: &'a GatewayConfig,
    clock: &'a Arc<dyn Clock>,
    random: &'a Arc<dyn Random>,
    tokens: TokenBook,
    gauges: Vec<Gauge>,
}

type SenderAndQuota = (Arc<dyn Sender>, Option<Arc<Mutex<Quota>>>);

impl Builder<'_> {
    fn policy(&self) -> Policy {
        Policy { compat: self.config.compat, id_only_text: self.config.id_only_text.clone() }
    }

    fn sender(&mut self, target: &TargetConfig) -> Result<SenderAndQuota, String> {
        match &target.vendor {
            VendorConfig::Apns { topic, environment, endpoint, twin_endpoint, credential } => {
                let sender =
                    self.apns(target, topic, *environment, endpoint.as_ref(), twin_endpoint.as_ref(), credential)?;
                self.gauges.push(Gauge::Apns(target.name.clone(), Arc::clone(&sender)));
                Ok((sender, None))
            }
            VendorConfig::Fcm { account_json, project_id, endpoint, per_minute } => {
                let sender = self.fcm(target, account_json, project_id, endpoint.as_ref())?;
                self.gauges.push(Gauge::Fcm(target.name.clone(), Arc::clone(&sender)));
                let quota = Quota::per_minute(*per_minute).map(|quota| Arc::new(Mutex::new(quota)));
                Ok((sender, quota))
            }
            VendorConfig::WebPush { .. } => {
                let sender = web_push::sender(target, self.policy(), self.clock, self.random)?;
                self.gauges.push(Gauge::WebPush(target.name.clone(), Arc::clone(&sender)));
                Ok((sender, None))
            }
        }
    }

    fn apns(
        &mut self,
        target: &TargetConfig,
        topic: &str,
        environment: Environment,
        endpoint: Option<&Endpoint>,
        twin_endpoint: Option<&Endpoint>,
        credential: &ApnsCredential,
    ) -> Result<Arc<ApnsSender>, String> {
        let (authentication, identity) = match credential {
            ApnsCredential::Token { key_pem, key_id, team_id } => {
                (Authentication::Token(self.provider_tokens(key_pem, key_id, team_id)?), None)
            }
            ApnsCredential::Certificate { file, password } => {
                let read = ClientCertificate::read(file.expose(), password.expose());
                let ClientCertificate { chain, key, .. } = read.map_err(|error| format!("the certificate: {error}"))?;
                (Authentication::Certificate, Some(ClientIdentity { chain, key }))
            }
        };
        let here = endpoint.cloned().map_or_else(|| vendor_endpoint(environment.host()), Ok)?;
        let other = match environment {
            Environment::Production => Environment::Development,
            Environment::Development => Environment::Production,
        };
        let there = match (twin_endpoint, endpoint) {
            (Some(twin), _) => Some(twin.clone()),
            (None, None) => Some(vendor_endpoint(other.host())?),
            // Whoever stands in for one of Apple's hosts need not know the other.
            (None, Some(_)) => None,
        };
        let limits = PoolLimits { connections: target.connections.unwrap_or(8), ..PoolLimits::default() };
        let pool = |endpoint| self::pool(target, endpoint, identity.clone(), limits);
        // A certificate may be good for one environment only: asking the other would look like a fault of ours.
        let twin = match (&authentication, there) {
            (Authentication::Token(_), Some(endpoint)) => Some(pool(endpoint)?),
            _ => None,
        };
        let apns =
            ApnsTarget { topic: topic.to_owned(), pool: pool(here)?, twin, authentication, policy: self.policy() };
        Ok(Arc::new(ApnsSender::new(apns, Arc::clone(self.clock))?))
    }

    fn provider_tokens(
        &mut self,
        key_pem: &Secret<String>,
        key_id: &str,
        team_id: &str,
    ) -> Result<Arc<ProviderTokens>, String> {
        let name = (key_id.to_owned(), team_id.to_owned(), key_pem.expose().clone());
        if let Some(tokens) = self.tokens.get(&name) {
            return Ok(Arc::clone(tokens));
        }
        let key =
            ProviderKey::from_p8(key_pem.expose(), key_id, team_id).map_err(|error| format!("the key: {error}"))?;
        let tokens = Arc::new(ProviderTokens::new(key, Arc::clone(self.clock)));
        self.tokens.insert(name, Arc::clone(&tokens));
        Ok(tokens)
    }

    fn fcm(
        &self,
        target: &TargetConfig,
        account_json: &Secret<String>,
        project_id: &str,
        endpoint: Option<&Endpoint>,
    ) -> Result<Arc<FcmSender>, String> {
        let endpoint = endpoint.cloned().map_or_else(|| vendor_endpoint(fcm::HOST), Ok)?;
        let limits = PoolLimits {
            connections: target.connections.unwrap_or(12),
            open_interval: Duration::from_millis(100),
            ..PoolLimits::default()
        };
        let key =
            AccountKey::from_json(account_json.expose()).map_err(|error| format!("the service account: {error}"))?;
        let template = dialer(target, endpoint.clone(), None)?;
        let tokens = AccessTokens::new(key, &template, Arc::clone(self.clock))
            .map_err(|error| format!("the service account: {error}"))?;
        let pool = pool(target, endpoint, None, limits)?;
        let fcm = FcmTarget { project_id: project_id.to_owned(), pool, tokens, policy: self.policy() };
        Ok(Arc::new(FcmSender::new(fcm, Arc::clone(self.clock))?))
    }
}

fn vendor_endpoint(host: &str) -> Result<Endpoint, String> {
    format!("https://{host}").parse().map_err(|_| "the vendor's host is no host".to_owned())
}

fn pool(
    target: &TargetConfig,
    endpoint: Endpoint,
    identity: Option<ClientIdentity>,
    limits: PoolLimits,
) -> Result<Pool, String> {
    Ok(Pool::new(dialer(target, endpoint, identity)?, limits))
}

fn dialer(target: &TargetConfig, endpoint: Endpoint, identity: Option<ClientIdentity>) -> Result<Dialer, String> {
    let tls = client_tls(&trust(target), identity).map_err(|error| error.to_string())?;
    Ok(Dialer::direct(endpoint, tls))
}

fn trust(target: &TargetConfig) -> Trust {
    Trust { system_roots: true, extra_roots_pem: target.extra_roots_pem.clone() }
}
