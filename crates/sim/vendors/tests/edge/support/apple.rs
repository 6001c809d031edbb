use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use countersign_sim_vendors::{RunningVendors, device::RegisterDevice};
use countersign_wire_vendor::apns::Environment;
use http::{HeaderName, Request};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use rustls::pki_types::{PrivatePkcs8KeyDer, pem::PemObject};
use serde_json::json;

use super::{APP, Answer, Http2, START, Sim, Tls};

/// A push that Apple takes, until something is changed about it.
#[derive(Clone)]
pub(crate) struct Push {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(HeaderName, String)>,
    pub(crate) body: Bytes,
}

impl Push {
    /// An alert for a device.
    pub(crate) fn to(token: &str) -> Self {
        let push = Self {
            method: "POST",
            path: format!("/3/device/{token}"),
            headers: Vec::new(),
            body: r#"{"aps":{"alert":"hello"},"ack_id":"ack1"}"#.into(),
        };
        push.with("apns-topic", APP).with("apns-push-type", "alert")
    }

    /// With a header, in place of the one there was.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self = self.without(name);
        self.headers.push((HeaderName::from_static(name), value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    /// With a header once more.
    pub(crate) fn and(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((HeaderName::from_static(name), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// A push that wakes the app.
    pub(crate) fn background(self) -> Self {
        self.with("apns-push-type", "background").with("apns-priority", "5").body(r#"{"aps":{"content-available":1}}"#)
    }

    pub(crate) fn request(self) -> Request<Bytes> {
        let mut request = Request::builder().method(self.method).uri(format!("https://apple.test{}", self.path));
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        request.body(self.body).unwrap()
    }
}

/// A sender with a connection and a provider token.
pub(crate) struct AppleSender {
    pub(crate) http2: Http2,
    pub(crate) token: String,
}

impl AppleSender {
    pub(crate) async fn connect(sim: &Sim) -> Self {
        Self::connect_to(sim, Environment::Production).await
    }

    pub(crate) async fn connect_to(sim: &Sim, environment: Environment) -> Self {
        let address = sim.vendors.addresses().apple(environment);
        let http2 = Http2::connect(&Tls::h2(sim.vendors.ca_pem()), address).await;
        Self { http2, token: provider_token(&sim.vendors, START.as_secs()) }
    }

    /// Sends a push with the provider token.
    pub(crate) async fn send(&self, push: Push) -> Result<Answer, h2::Error> {
        self.http2.send(self.authorized(push).request()).await
    }

    /// The status and reason of a push.
    pub(crate) async fn verdict(&self, push: Push) -> (u16, String) {
        let answer = self.send(push).await.unwrap();
        verdict(&answer)
    }

    pub(crate) fn authorized(&self, push: Push) -> Push {
        if push.headers.iter().any(|(name, _)| name == "authorization") {
            return push;
        }
        push.with("authorization", format!("bearer {}", self.token))
    }
}

pub(crate) fn verdict(answer: &Answer) -> (u16, String) {
    let reason = if answer.body.is_empty() { json!("") } else { answer.json()["reason"].clone() };
    (answer.status.as_u16(), reason.as_str().unwrap().to_owned())
}

/// Registers an iPhone.
pub(crate) async fn register(sim: &Sim) -> String {
    sim.devices().register(&RegisterDevice::apple(APP)).await.unwrap().token
}

/// A provider token of the simulator's own key.
pub(crate) fn provider_token(vendors: &RunningVendors, issued_at_secs: i64) -> String {
    let credentials = vendors.apple_credentials();
    let header = json!({"alg": "ES256", "kid": credentials.key_id});
    let claims = json!({"iss": credentials.team_id, "iat": issued_at_secs});
    sign(credentials.key_pem.expose(), &header, &claims)
}

/// Any signature of a P-256 key.
pub(crate) fn sign(key_pem: &str, header: &serde_json::Value, claims: &serde_json::Value) -> String {
    let random = SystemRandom::new();
    let der = PrivatePkcs8KeyDer::from_pem_slice(key_pem.as_bytes()).unwrap();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.secret_pkcs8_der(), &random).unwrap();
    let signed =
        format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = key.sign(&random, signed.as_bytes()).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
