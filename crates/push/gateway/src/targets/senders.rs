//! Senders from the configuration of their targets.

use std::{sync::Arc, time::Duration};

use countersign_apns::{ApnsSender, ApnsTarget, Authentication, ClientCertificate, ProviderKey, ProviderTokens};
use countersign_dispatch::{Quota, Sender};
use countersign_egress::{ClientIdentity, Dialer, Endpoint, Pool, PoolLimits, Trust, client_tls};
use countersign_fcm::{AccessTokens, AccountKey, FcmSender, FcmTarget};
use countersign_primitives::{Clock, Random, Secret, TimestampMs};
use countersign_push_content::Policy;
use countersign_wire_vendor::{apns::Environment, fcm};
use parking_lot::Mutex;

use super::web_push;
use crate::{ApnsCredential, TargetConfig, VendorConfig, courier::Targets, gauge::Gauge};

pub(super) struct Builder<'a> {
    policy: Policy,
    clock: &'a Arc<dyn Clock>,
    random: &'a Arc<dyn Random>,
    /// Targets that share a key share its tokens, and a key that stays keeps them: Apple refuses tokens that change often.
    tokens: Vec<(ApnsCredential, Arc<ProviderTokens>)>,
}

/// A sender and what belongs to it.
pub(super) struct Made {
    pub(super) sender: Arc<dyn Sender>,
    pub(super) quota: Option<Arc<Mutex<Quota>>>,
    pub(super) gauge: Gauge,
}

impl<'a> Builder<'a> {
    pub(super) fn new(policy: Policy, clock: &'a Arc<dyn Clock>, random: &'a Arc<dyn Random>, old: &Targets) -> Self {
        let tokens = old.values().filter_map(|target| match (&target.made_of.config.vendor, &target.gauge) {
            (VendorConfig::Apns { credential, .. }, Gauge::Apns { sender, .. }) => {
                Some((credential.clone(), Arc::clone(sender.tokens()?)))
            }
            _ => None,
        });
        Self { policy, clock, random, tokens: tokens.collect() }
    }

    pub(super) fn sender(&mut self, target: &TargetConfig) -> Result<Made, String> {
        let name = || target.name.clone();
        match &target.vendor {
            VendorConfig::Apns { topic, environment, endpoint, twin_endpoint, credential } => {
                let endpoints = (*environment, endpoint.as_ref(), twin_endpoint.as_ref());
                let (sender, certificate_until) = self.apns(target, topic, endpoints, credential)?;
                let gauge = Gauge::Apns { target: name(), sender: Arc::clone(&sender), certificate_until };
                Ok(Made { sender, quota: None, gauge })
            }
            VendorConfig::Fcm { account_json, project_id, endpoint, per_minute } => {
                let sender = self.fcm(target, account_json, project_id, endpoint.as_ref())?;
                let quota = Quota::per_minute(*per_minute).map(|quota| Arc::new(Mutex::new(quota)));
                Ok(Made { gauge: Gauge::Fcm(name(), Arc::clone(&sender)), sender, quota })
            }
            VendorConfig::WebPush { .. } => {
                let sender = web_push::sender(target, &trust(target), self.policy.clone(), self.clock, self.random)?;
                Ok(Made { gauge: Gauge::WebPush(name(), Arc::clone(&sender)), sender, quota: None })
            }
        }
    }

    fn apns(
        &mut self,
        target: &TargetConfig,
        topic: &str,
        (environment, endpoint, twin_endpoint): (Environment, Option<&Endpoint>, Option<&Endpoint>),
        credential: &ApnsCredential,
    ) -> Result<(Arc<ApnsSender>, Option<TimestampMs>), String> {
        let (authentication, identity, certificate_until) = match credential {
            ApnsCredential::Token { .. } => (Authentication::Token(self.provider_tokens(credential)?), None, None),
            ApnsCredential::Certificate { file, password } => {
                let read = ClientCertificate::read(file.expose(), password.expose());
                let ClientCertificate { chain, key, not_after } =
                    read.map_err(|error| format!("the certificate: {error}"))?;
                (Authentication::Certificate, Some(ClientIdentity { chain, key }), Some(not_after))
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
        let apns = ApnsTarget {
            topic: topic.to_owned(),
            pool: pool(here)?,
            twin,
            authentication,
            policy: self.policy.clone(),
        };
        Ok((Arc::new(ApnsSender::new(apns, Arc::clone(self.clock))?), certificate_until))
    }

    fn provider_tokens(&mut self, credential: &ApnsCredential) -> Result<Arc<ProviderTokens>, String> {
        if let Some((_, tokens)) = self.tokens.iter().find(|(known, _)| known == credential) {
            return Ok(Arc::clone(tokens));
        }
        let ApnsCredential::Token { key_pem, key_id, team_id } = credential else {
            return Err("a certificate signs no tokens".to_owned());
        };
        let key =
            ProviderKey::from_p8(key_pem.expose(), key_id, team_id).map_err(|error| format!("the key: {error}"))?;
        let tokens = Arc::new(ProviderTokens::new(key, Arc::clone(self.clock)));
        self.tokens.push((credential.clone(), Arc::clone(&tokens)));
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
        let tokens = AccessTokens::new(key, &template, &target.proxies, Arc::clone(self.clock))
            .map_err(|error| format!("the service account: {error}"))?;
        let pool = pool(target, endpoint, None, limits)?;
        let fcm = FcmTarget { project_id: project_id.to_owned(), pool, tokens, policy: self.policy.clone() };
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
    let route = target.proxies.route(&endpoint);
    Ok(Dialer::direct(endpoint, tls).by(route))
}

fn trust(target: &TargetConfig) -> Trust {
    Trust { system_roots: true, extra_roots_pem: target.extra_roots_pem.clone() }
}
