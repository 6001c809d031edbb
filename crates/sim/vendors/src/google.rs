//! Google's push service: the token endpoint and `messages:send` of FCM HTTP v1.
//!
//! Source: Firebase documentation, REST reference `projects.messages`, "FCM error codes", "Lifespan of a message",
//! "Collapsible and non-collapsible messages", "Throttling and quotas".

mod answer;
mod bearer;
mod check;
mod message;
mod oauth;
mod quota;
mod refusal;
mod schema;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Method, Request};
use parking_lot::RwLock;
use rustls::pki_types::CertificateDer;

use countersign_wire_vendor::fcm::ErrorCode;

use self::{
    bearer::LastBearer,
    message::{MessageRead, Target},
    quota::Quotas,
    refusal::Refusal,
};
use crate::{
    credentials::{AccessTokens, GoogleAccounts},
    desk::{Decided, Desk, Noticed},
    device::{DevicePlatform, GoogleHeaders, PushHeaders},
    devices::{DeliveryRequest, DeviceRecord, Keeping, looks_like_google},
    script::Script,
    service::ServiceKind,
    settings::UnknownTokens,
    transport::{Connection, Http2Limits, Reply, Service},
};

/// Where the token endpoint is, on the TLS port and on the control port.
pub(crate) const TOKEN_PATH: &str = "/token";
/// What Google calls a message that was only checked.
const CHECKED_ID: &str = "fake_message_id";

/// Google.
pub(crate) struct GoogleService {
    desk: Arc<Desk>,
    accounts: Arc<GoogleAccounts>,
    tokens: Arc<AccessTokens>,
    quotas: Quotas,
    /// Audiences an assertion may name.
    token_uris: RwLock<Vec<String>>,
}

/// What is remembered of a connection.
pub(crate) struct GoogleSession {
    connection: u64,
    bearer: LastBearer,
}

/// What is done with a message.
enum Outcome {
    Accepted { name: String },
    Scripted { script: Script, name: String },
}

impl GoogleService {
    pub(crate) fn new(desk: Arc<Desk>, accounts: Arc<GoogleAccounts>, tokens: Arc<AccessTokens>) -> Self {
        let quotas = Quotas::new(Arc::clone(&desk.clock));
        Self { desk, accounts, tokens, quotas, token_uris: RwLock::default() }
    }

    /// Lets assertions name this audience.
    pub(crate) fn add_token_uri(&self, uri: String) {
        self.token_uris.write().push(uri);
    }
}

impl Service for GoogleService {
    type Session = GoogleSession;

    fn open(&self, connection: Arc<Connection>, _: Option<CertificateDer<'static>>) -> GoogleSession {
        GoogleSession { connection: connection.number, bearer: LastBearer::default() }
    }

    fn limits(&self, _: &GoogleSession) -> Http2Limits {
        let settings = &self.desk.settings.load().google;
        Http2Limits {
            streams: settings.streams,
            stream_window_bytes: settings.stream_window_bytes,
            connection_window_bytes: settings.connection_window_bytes,
        }
    }

    fn answer(&self, session: &GoogleSession, request: &Request<Bytes>) -> Reply {
        if request.uri().path() == TOKEN_PATH {
            return self.answer_token(session.connection, request);
        }
        let mut noticed = Noticed::default();
        let (reply, reason) = match project_of(request) {
            None => (answer::not_found_page(), "page".to_owned()),
            Some(project_id) => match self.decide(session, project_id, request, &mut noticed) {
                Ok(Outcome::Accepted { name }) => {
                    let reply = answer::accepted(&name);
                    noticed.message_id = name;
                    (reply, String::new())
                }
                Ok(Outcome::Scripted { script, name }) => {
                    let scripted = answer::scripted(&self.desk, &script, &name);
                    noticed.message_id = name;
                    scripted
                }
                Err(refusal) => (answer::refused(&self.desk, &refusal), refusal.label()),
            },
        };
        let (service, connection) = (ServiceKind::Google, session.connection);
        self.desk.close(Decided { service, connection, request, reason: reason.into(), noticed }, reply)
    }
}

impl GoogleService {
    fn decide(
        &self,
        session: &GoogleSession,
        project_id: &str,
        request: &Request<Bytes>,
        noticed: &mut Noticed,
    ) -> Result<Outcome, Refusal> {
        let settings = &self.desk.settings.load().google;
        if settings.verify_credentials {
            let bearer = session.bearer.authorize(request.headers(), &self.tokens, self.desk.clock.now())?;
            noticed.authorization = Some(format!("Bearer (access token of {})", bearer.account));
            if !self.accounts.has_project(project_id) {
                return Err(Refusal::new(404, "Requested entity was not found."));
            }
            if !self.accounts.may_send(&bearer.account, project_id) {
                return Err(answer::permission_denied(403));
            }
        }
        self.quotas.take_project(project_id, settings)?;
        let message = MessageRead::read(request.body())?;
        let name = format!("projects/{project_id}/messages/{}", self.new_message_id(&message));
        let Target::Token(token) = &message.target else {
            noticed.remarks.push("topics have no subscribers here");
            return Ok(Outcome::Accepted { name });
        };
        noticed.device_token = Some(token.clone());
        let token = token.clone();
        self.hand_over(project_id, &token, message, name, noticed)
    }

    /// Finds out what is to happen to a sound message, and lets it happen.
    fn hand_over(
        &self,
        project_id: &str,
        token: &str,
        message: MessageRead,
        name: String,
        noticed: &mut Noticed,
    ) -> Result<Outcome, Refusal> {
        let found = self.desk.faults.find(ServiceKind::Google, token);
        noticed.script.clone_from(&found.script);
        let scripted_failure = found.script.as_ref().is_some_and(|script| !script.is_success());
        let device = if found.token_is_script || scripted_failure {
            self.registered(token)
        } else {
            self.check_device(project_id, token, &message)?
        };
        let handed_on = found.script.as_ref().is_none_or(|script| script.is_success() || script.deliver);
        if let Some(device) = device
            && handed_on
            && !message.validate_only
        {
            if !scripted_failure {
                let collapsible = message.ttl_secs > 0 && collapse_key(&message, &device).is_some();
                self.quotas.take_device(token, collapsible, &self.desk.settings.load().google)?;
            }
            let delivery = self.desk.deliver(token, self.delivery(message, &device, project_id, &name));
            noticed.delivery = delivery.map_err(|_| answer::verdict(500, ErrorCode::Internal))?;
        }
        Ok(match found.script {
            Some(script) => Outcome::Scripted { script, name },
            None => Outcome::Accepted { name },
        })
    }

    fn registered(&self, token: &str) -> Option<Arc<DeviceRecord>> {
        self.desk.devices.get(token).filter(|(_, gone)| gone.is_none()).map(|(device, _)| device)
    }

    /// The device, when it may get this message; `None` when it is unknown and that is allowed.
    fn check_device(
        &self,
        project_id: &str,
        token: &str,
        message: &MessageRead,
    ) -> Result<Option<Arc<DeviceRecord>>, Refusal> {
        let found = self.desk.devices.get(token).filter(|(device, _)| device.platform == DevicePlatform::Google);
        let Some((device, gone)) = found else {
            return match self.desk.settings.load().unknown_tokens {
                UnknownTokens::Accept => Ok(None),
                UnknownTokens::Refuse if looks_like_google(token) => Err(answer::verdict(404, ErrorCode::Unregistered)),
                UnknownTokens::Refuse => Err(answer::verdict(400, ErrorCode::InvalidArgument)),
            };
        };
        if device.project_id != project_id {
            return Err(answer::verdict(403, ErrorCode::SenderIdMismatch));
        }
        if gone.is_some() {
            return Err(answer::verdict(404, ErrorCode::Unregistered));
        }
        if message.restricted_package.as_ref().is_some_and(|package| *package != device.app) {
            let text = "The registration token does not belong to the restricted package.";
            return Err(Refusal::bad_message("message.android.restricted_package_name", text));
        }
        Ok(Some(device))
    }

    fn delivery(&self, message: MessageRead, device: &DeviceRecord, project_id: &str, name: &str) -> DeliveryRequest {
        let until = self.desk.clock.now() + Duration::from_secs(message.ttl_secs.into());
        let key = collapse_key(&message, device);
        let keeping = match (message.ttl_secs, &key) {
            (0, _) => Keeping::Once,
            (_, Some(key)) => Keeping::google_collapsing(until, key.clone()),
            (_, None) => Keeping::All { until, limit: self.desk.settings.load().google.kept_messages },
        };
        let headers = GoogleHeaders {
            message_id: name.to_owned(),
            from: project_id.to_owned(),
            priority: if message.is_high { "high" } else { "normal" }.to_owned(),
            ttl_secs: message.ttl_secs,
            collapse_key: key,
        };
        DeliveryRequest { headers: PushHeaders::Google(headers), payload: message.text, keeping }
    }

    fn new_message_id(&self, message: &MessageRead) -> String {
        if message.validate_only {
            return CHECKED_ID.to_owned();
        }
        let mut bytes = [0; 8];
        self.desk.random.fill(&mut bytes);
        format!("0:{}000%{}", self.desk.clock.now(), hex::encode(bytes))
    }
}

/// The key under which a message takes an earlier one's place: its own, or the package for notifications.
fn collapse_key(message: &MessageRead, device: &DeviceRecord) -> Option<String> {
    if message.is_notification { Some(device.app.clone()) } else { message.collapse_key.clone() }
}

/// The project of a `messages:send`; `None` for everything else.
fn project_of(request: &Request<Bytes>) -> Option<&str> {
    let project_id = request.uri().path().strip_prefix("/v1/projects/")?.strip_suffix("/messages:send")?;
    (request.method() == Method::POST && !project_id.is_empty() && !project_id.contains('/')).then_some(project_id)
}
