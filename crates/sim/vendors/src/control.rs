//! Changes what the simulators do while they run, and tells what they saw: in the process, and over HTTP.

mod http;

use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

use countersign_wire_vendor::apns::{ErrorBody, Reason};

pub(crate) use self::http::ControlPort;
use crate::{
    counters::Stats,
    credentials::{
        AccessTokens, AppleCertificate, AppleCertificateRequest, AppleKeyRegistration, AppleKeys, Authority,
        CredentialsError, GoogleAccountRegistration, GoogleAccounts,
    },
    desk::Desk,
    faults::FaultRule,
    records::RequestRecord,
    service::ServiceKind,
    settings::Settings,
    transport::{Connections, Order},
};

/// A handle on running simulators. Cheap to clone.
#[derive(Clone)]
pub struct Control {
    pub(crate) desk: Arc<Desk>,
    pub(crate) connections: Arc<Connections>,
    pub(crate) apple_keys: Arc<AppleKeys>,
    pub(crate) google_accounts: Arc<GoogleAccounts>,
    pub(crate) access_tokens: Arc<AccessTokens>,
    pub(crate) authority: Arc<Authority>,
}

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Control")
    }
}

impl Control {
    /// What the simulators do.
    pub fn settings(&self) -> Settings {
        (**self.desk.settings.load()).clone()
    }

    /// Changes what they do. Stream limits and windows count for connections opened later.
    pub fn set_settings(&self, settings: Settings) {
        self.desk.settings.store(Arc::new(settings));
    }

    /// Changes some settings and leaves the others.
    pub fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.settings();
        change(&mut settings);
        self.set_settings(settings);
    }

    /// Changes the members a JSON object names and leaves the others. Returns all.
    ///
    /// # Errors
    /// A member is unknown or of a wrong kind: nothing is changed.
    pub fn patch_settings(&self, patch: &Value) -> Result<Settings, serde_json::Error> {
        let mut all = serde_json::to_value(self.settings())?;
        merge(&mut all, patch);
        let settings: Settings = serde_json::from_value(all)?;
        self.set_settings(settings.clone());
        Ok(settings)
    }

    /// Scripts what pushes get that carry no script in their token. Rules count in the order they were added.
    pub fn add_fault(&self, rule: FaultRule) {
        self.desk.faults.add(rule);
    }

    /// The rules in force.
    pub fn faults(&self) -> Vec<FaultRule> {
        self.desk.faults.list()
    }

    /// Removes all rules, and forgets how often scripts with `times` were used.
    pub fn clear_faults(&self) {
        self.desk.faults.clear();
    }

    /// Requests with a number above `after`, oldest first, at most `limit`.
    pub fn records(&self, after: u64, limit: usize) -> Vec<Arc<RequestRecord>> {
        self.desk.records.list(after, limit)
    }

    /// What was counted.
    pub fn stats(&self) -> Stats {
        Stats { services: self.desk.counters.services(), connections: self.connections.counts() }
    }

    /// Forgets records, counters and closed connections. Settings, rules and devices stay.
    pub fn reset(&self) {
        self.desk.records.clear();
        self.desk.counters.reset();
        self.connections.forget_closed();
    }

    /// Sends a `GOAWAY` on every open connection of a service, with `{"reason":…}` as debug data when there is a
    /// reason, and returns how many there were. With code 0 what is in flight is answered first.
    pub fn go_away(&self, service: ServiceKind, code: u32, reason: Option<&str>) -> usize {
        let body = reason.map(|reason| ErrorBody { reason: Reason::from(reason), timestamp: None });
        let debug = body.and_then(|body| serde_json::to_vec(&body).ok()).map_or_else(Bytes::new, Bytes::from);
        self.connections.order(service, &Order::GoAway { code, debug })
    }

    /// Cuts every open connection of a service without a word, and returns how many there were.
    pub fn cut(&self, service: ServiceKind) -> usize {
        self.connections.order(service, &Order::Cut)
    }

    /// Lets Apple know a provider key, or replaces the one with its id. Not kept over a restart.
    ///
    /// # Errors
    /// The public key cannot be read.
    pub fn register_apple_key(&self, key: AppleKeyRegistration) -> Result<(), CredentialsError> {
        self.apple_keys.register(key)
    }

    /// Lets Google know a service account, or replaces the one with its address. Not kept over a restart.
    ///
    /// # Errors
    /// The public key cannot be read.
    pub fn register_google_account(&self, account: GoogleAccountRegistration) -> Result<(), CredentialsError> {
        self.google_accounts.register(account)
    }

    /// Makes a client certificate with which a sender may push through Apple without a provider token.
    ///
    /// # Errors
    /// A topic cannot stand in a certificate.
    pub fn issue_apple_certificate(
        &self,
        request: &AppleCertificateRequest,
    ) -> Result<AppleCertificate, CredentialsError> {
        self.authority.issue(request)
    }

    /// Lets none of Google's access tokens count that were given until now.
    ///
    /// # Errors
    /// The new key cannot be written to the data folder.
    pub fn revoke_access_tokens(&self) -> Result<(), CredentialsError> {
        self.access_tokens.revoke_all()
    }

    /// The certificate of the authority behind the simulators' TLS, in PEM.
    pub fn ca_pem(&self) -> &str {
        self.authority.pem()
    }
}

fn merge(into: &mut Value, patch: &Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (name, value) in patch {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, patch) => *into = patch.clone(),
    }
}
