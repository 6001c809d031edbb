use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use countersign_sim_vendors::{RunningVendors, device::RegisterDevice};
use countersign_wire_vendor::{fcm, oauth};
use http::Request;
use ring::{rand::SystemRandom, signature};
use rustls::pki_types::{PrivatePkcs8KeyDer, pem::PemObject};
use serde_json::{Value, json};

use super::{APP, Answer, Http2, START, Sim, Tls};

/// A sender with a connection and an access token.
pub(crate) struct GoogleSender {
    pub(crate) http2: Http2,
    pub(crate) access_token: String,
    pub(crate) project_id: String,
}

impl GoogleSender {
    pub(crate) async fn connect(sim: &Sim) -> Self {
        let mut sender = Self::connect_without_token(sim).await;
        let answer = sender.exchange(&assertion(&sim.vendors, &json!({}))).await;
        answer.json()["access_token"].as_str().unwrap().clone_into(&mut sender.access_token);
        sender
    }

    pub(crate) async fn connect_without_token(sim: &Sim) -> Self {
        let http2 = Http2::connect(&Tls::h2(sim.vendors.ca_pem()), sim.vendors.addresses().google).await;
        let project_id = sim.vendors.google_credentials().project_id.clone();
        Self { http2, access_token: String::new(), project_id }
    }

    /// Asks for an access token.
    pub(crate) async fn exchange(&self, assertion: &str) -> Answer {
        self.http2.send(token_request(assertion)).await.unwrap()
    }

    /// Sends a `messages:send` with any body.
    pub(crate) async fn post(&self, body: impl Into<Bytes>) -> Answer {
        self.http2.send(self.request(body)).await.unwrap()
    }

    /// Sends a message.
    pub(crate) async fn send(&self, message: Value) -> Answer {
        self.post(json!({"message": message}).to_string()).await
    }

    pub(crate) fn request(&self, body: impl Into<Bytes>) -> Request<Bytes> {
        Request::post(format!("https://google.test{}", fcm::send_path(&self.project_id)))
            .header("authorization", format!("Bearer {}", self.access_token))
            .header("content-type", "application/json")
            .body(body.into())
            .unwrap()
    }
}

pub(crate) fn token_request(assertion: &str) -> Request<Bytes> {
    let grant_type = oauth::GRANT_TYPE.replace(':', "%3A");
    Request::post("https://google.test/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("grant_type={grant_type}&assertion={assertion}").into())
        .unwrap()
}

/// FCM's verdict, with the status.
pub(crate) fn verdict(answer: &Answer) -> (u16, String) {
    let envelope: fcm::ErrorEnvelope = serde_json::from_slice(&answer.body).unwrap();
    (answer.status.as_u16(), envelope.error.fcm_code().map_or_else(|| envelope.error.status.clone(), String::from))
}

/// Registers an Android phone.
pub(crate) async fn register(sim: &Sim) -> String {
    sim.devices().register(&RegisterDevice::google(APP)).await.unwrap().token
}

/// An assertion of the simulator's own service account, with some claims changed.
pub(crate) fn assertion(vendors: &RunningVendors, change: &Value) -> String {
    let account: Value = serde_json::from_str(vendors.google_credentials().service_account_json.expose()).unwrap();
    let now = START.as_secs();
    let mut claims = json!({
        "iss": account["client_email"],
        "scope": fcm::SCOPE,
        "aud": account["token_uri"],
        "iat": now,
        "exp": now + 3600,
    });
    claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": account["private_key_id"]});
    sign(account["private_key"].as_str().unwrap(), &header, &claims)
}

fn sign(key_pem: &str, header: &Value, claims: &Value) -> String {
    let der = PrivatePkcs8KeyDer::from_pem_slice(key_pem.as_bytes()).unwrap();
    let key = signature::RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).unwrap();
    let signed =
        format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let mut made = vec![0; key.public().modulus_len()];
    key.sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut made).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(made))
}
