use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use countersign_sim_vendors::{
    Delivery::{Missed, Replaced, Stored},
    ServiceKind,
    device::{PayloadEncoding, PushHeaders, RegisterDevice, RegisteredDevice, WebPushSubscription},
};
use http::{Method, Request};
use p256::{PublicKey, SecretKey, ecdh::diffie_hellman};
use ring::{aead, hmac};
use serde_json::{Value, json};

use crate::support::{Answer, Http2, START, Sim, Tls, apple::sign, next_push};

/// A sender with a key of its own.
struct Sender {
    http2: Http2,
    private_pem: String,
    key: String,
    origin: String,
}

impl Sender {
    async fn connect(sim: &Sim) -> Self {
        let (private, public) = countersign_sim_vendors::new_apple_key().unwrap();
        let http2 = Http2::connect(&Tls::h2(sim.vendors.ca_pem()), sim.vendors.addresses().web_push).await;
        let key = URL_SAFE_NO_PAD.encode(point_of(&public));
        Self { http2, private_pem: private.expose().clone(), key, origin: sim.vendors.web_push_url() }
    }

    fn vapid(&self, change: &Value) -> String {
        let mut claims = json!({"aud": self.origin, "exp": START.as_secs() + 3600, "sub": "mailto:ops@example.com"});
        claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let token = sign(&self.private_pem, &json!({"typ": "JWT", "alg": "ES256"}), &claims);
        format!("vapid t={token}, k={}", self.key)
    }

    fn message(&self, subscription: &WebPushSubscription, text: &[u8]) -> Message {
        let message = Message {
            endpoint: subscription.endpoint.clone(),
            headers: Vec::new(),
            body: encrypt(text, subscription).into(),
        };
        message.with("ttl", "60").with("content-encoding", "aes128gcm").with("authorization", &self.vapid(&json!({})))
    }

    async fn send(&self, message: Message) -> Answer {
        self.http2.send(message.request()).await.unwrap()
    }
}

#[derive(Clone)]
struct Message {
    endpoint: String,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

impl Message {
    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            self.headers.push((name, value.to_owned()));
        }
        self
    }

    fn request(self) -> Request<Bytes> {
        let mut request = Request::post(self.endpoint);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        request.body(self.body).unwrap()
    }
}

fn point_of(public_pem: &str) -> Vec<u8> {
    use p256::pkcs8::DecodePublicKey;
    PublicKey::from_public_key_pem(public_pem).unwrap().to_sec1_bytes().to_vec()
}

/// Encrypts as a sender does, written from RFC 8291 apart from the simulator's decryption.
fn encrypt(text: &[u8], subscription: &WebPushSubscription) -> Vec<u8> {
    let subscriber = URL_SAFE_NO_PAD.decode(&subscription.p256dh).unwrap();
    let auth = URL_SAFE_NO_PAD.decode(&subscription.auth).unwrap();
    let own = SecretKey::from_slice(&[7; 32]).unwrap();
    let own_point = own.public_key().to_sec1_bytes();
    let shared = diffie_hellman(own.to_nonzero_scalar(), PublicKey::from_sec1_bytes(&subscriber).unwrap().as_affine());
    let mac = |key: &[u8], data: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data).as_ref().to_vec();
    let salt = [9; 16];
    let prk_key = mac(&auth, shared.raw_secret_bytes());
    let ikm = mac(&prk_key, &[b"WebPush: info\0", &subscriber[..], &own_point, b"\x01"].concat());
    let prk = mac(&salt, &ikm);
    let key = mac(&prk, b"Content-Encoding: aes128gcm\0\x01");
    let nonce = mac(&prk, b"Content-Encoding: nonce\0\x01");
    let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &key[..16]).unwrap());
    let mut record = [text, b"\x02\0\0\0"].concat();
    let nonce = aead::Nonce::try_assume_unique_for_key(&nonce[..12]).unwrap();
    key.seal_in_place_append_tag(nonce, aead::Aad::empty(), &mut record).unwrap();
    [&salt[..], &4096_u32.to_be_bytes(), &[65], &own_point, &record].concat()
}

async fn subscribe(sim: &Sim, vapid_key: Option<String>) -> (RegisteredDevice, WebPushSubscription) {
    let request = RegisterDevice { vapid_key, ..RegisterDevice::web_push("ben's browser") };
    let device = sim.devices().register(&request).await.unwrap();
    let subscription = device.subscription.clone().unwrap();
    (device, subscription)
}

#[tokio::test]
async fn a_subscriber_gets_what_was_encrypted_for_it() {
    let sim = Sim::start().await;
    let (device, subscription) = subscribe(&sim, None).await;
    assert_eq!(subscription.endpoint, format!("{}/push/{}", sim.vendors.web_push_url(), device.token));
    let mut phone = sim.devices().connect(&device.token).await.unwrap();
    let sender = Sender::connect(&sim).await;
    let message = sender.message(&subscription, "grüß dich".as_bytes()).with("urgency", "high").with("topic", "t1");
    let answer = sender.send(message).await;
    assert_eq!((answer.status.as_u16(), answer.header("ttl")), (201, ""));
    let got = next_push(&mut phone).await;
    assert_eq!(got.payload, "grüß dich");
    let PushHeaders::WebPush(headers) = got.headers else { panic!("{got:?}") };
    assert_eq!((headers.urgency.as_str(), headers.ttl_secs, headers.topic.as_deref()), ("high", 60, Some("t1")));
    assert!(answer.header("location").ends_with(&headers.message_id));
    sender.send(sender.message(&subscription, b"\xff\x00")).await;
    let got = next_push(&mut phone).await;
    let PushHeaders::WebPush(headers) = got.headers else { panic!("{got:?}") };
    assert_eq!((got.payload.as_str(), headers.encoding), ("_wA", PayloadEncoding::Base64Url));
    let empty = Message { body: Bytes::new(), ..sender.message(&subscription, b"") };
    assert_eq!(sender.send(empty).await.status, 201);
    assert_eq!(next_push(&mut phone).await.payload, "");
}

#[tokio::test]
async fn malformed_messages_are_refused() {
    let sim = Sim::start().await;
    let (_, subscription) = subscribe(&sim, None).await;
    let sender = Sender::connect(&sim).await;
    let message = || sender.message(&subscription, b"x");
    for (message, status) in [
        (message().with("ttl", ""), 400),
        (message().with("ttl", "soon"), 400),
        (message().with("urgency", "urgent"), 400),
        (message().with("topic", "with space"), 400),
        (message().with("content-encoding", "aesgcm"), 400),
        (Message { body: vec![0; 4097].into(), ..message() }, 413),
        (Message { endpoint: format!("{}/push/unknown", sender.origin), ..message() }, 404),
        (Message { endpoint: format!("{}/elsewhere", sender.origin), ..message() }, 404),
    ] {
        let what = format!("{} {:?}", message.endpoint, message.headers);
        assert_eq!(sender.send(message).await.status.as_u16(), status, "{what}");
    }
    let largest = sender.message(&subscription, &[b'x'; 3990]);
    assert_eq!(largest.body.len(), 4096);
    assert_eq!(sender.send(largest).await.status, 201);
}

#[tokio::test]
async fn senders_must_identify_themselves() {
    let sim = Sim::start().await;
    let (_, subscription) = subscribe(&sim, None).await;
    let sender = Sender::connect(&sim).await;
    let stranger = Sender::connect(&sim).await;
    let now = START.as_secs();
    let mixed = sender.vapid(&json!({})).replace(&sender.key, &stranger.key);
    for (authorization, status) in [
        (String::new(), 401),
        ("Bearer x".to_owned(), 401),
        ("vapid t=a.b.c, k=short".to_owned(), 403),
        (mixed, 403),
        (sender.vapid(&json!({"aud": "https://push.example.com"})), 403),
        (sender.vapid(&json!({"aud": format!("{}/", sender.origin)})), 403),
        (sender.vapid(&json!({"exp": now})), 403),
        (sender.vapid(&json!({"exp": now + 24 * 3600 + 1})), 403),
        (sender.vapid(&json!({"sub": "someone"})), 403),
        (sender.vapid(&json!({"exp": now + 24 * 3600})), 201),
    ] {
        let message = sender.message(&subscription, b"x").with("authorization", &authorization);
        assert_eq!(sender.send(message).await.status.as_u16(), status, "{authorization}");
    }
    sim.vendors.control().change_settings(|settings| settings.web_push.require_vapid = false);
    let message = sender.message(&subscription, b"x").with("authorization", "");
    assert_eq!(sender.send(message).await.status, 201);
}

#[tokio::test]
async fn a_subscription_can_be_for_one_sender() {
    let sim = Sim::start_with(|config| config.settings.web_push.require_vapid = false).await;
    let sender = Sender::connect(&sim).await;
    let stranger = Sender::connect(&sim).await;
    let (_, subscription) = subscribe(&sim, Some(sender.key.clone())).await;
    assert_eq!(sender.send(sender.message(&subscription, b"x")).await.status, 201);
    assert_eq!(stranger.send(stranger.message(&subscription, b"x")).await.status, 403);
    let silent = sender.message(&subscription, b"x").with("authorization", "");
    assert_eq!(sender.send(silent).await.status, 401);
    let bad = RegisterDevice { vapid_key: Some("short".to_owned()), ..RegisterDevice::web_push("x") };
    assert!(sim.devices().register(&bad).await.unwrap_err().to_string().contains("400"));
}

#[tokio::test]
async fn what_does_not_decrypt_is_dropped_by_the_subscriber() {
    let sim = Sim::start().await;
    let (device, subscription) = subscribe(&sim, None).await;
    let (_, other) = subscribe(&sim, None).await;
    let mut phone = sim.devices().connect(&device.token).await.unwrap();
    let sender = Sender::connect(&sim).await;
    let wrong = Message { endpoint: subscription.endpoint.clone(), ..sender.message(&other, b"lost") };
    assert_eq!(sender.send(wrong).await.status, 201);
    let record = sim.vendors.control().records(0, 10).pop().unwrap();
    assert_eq!(record.verdict.delivery, None);
    assert!(record.remarks[0].starts_with("cannot be decrypted"), "{:?}", record.remarks);
    sender.send(sender.message(&subscription, b"found")).await;
    assert_eq!(next_push(&mut phone).await.payload, "found");
}

#[tokio::test]
async fn messages_wait_replace_and_can_be_taken_back() {
    let sim = Sim::start().await;
    let (device, subscription) = subscribe(&sim, None).await;
    let sender = Sender::connect(&sim).await;
    let message = |text: &str| sender.message(&subscription, text.as_bytes());
    let taken_back = sender.send(message("taken back")).await.header("location").to_owned();
    sender.send(message("old").with("topic", "t")).await;
    sender.send(message("new").with("topic", "t")).await;
    sender.send(message("missed").with("ttl", "0")).await;
    sender.send(message("late").with("ttl", "10")).await;
    let deliveries: Vec<_> =
        sim.vendors.control().records(0, 10).iter().filter_map(|record| record.verdict.delivery).collect();
    assert_eq!(deliveries, [Stored, Stored, Replaced, Missed, Stored]);
    let delete = |url: &str| Request::builder().method(Method::DELETE).uri(url).body(Bytes::new()).unwrap();
    assert_eq!(sender.http2.send(delete(&taken_back)).await.unwrap().status, 204);
    assert_eq!(sender.http2.send(delete(&taken_back)).await.unwrap().status, 404);
    sim.advance(Duration::from_secs(10));
    let mut phone = sim.devices().connect(&device.token).await.unwrap();
    assert_eq!(next_push(&mut phone).await.payload, "new");
    sender.send(message("end")).await;
    assert_eq!(next_push(&mut phone).await.payload, "end");
}

#[tokio::test]
async fn a_long_time_to_live_is_lowered_and_said_so() {
    let sim = Sim::start_with(|config| config.settings.web_push.max_ttl_secs = 3600).await;
    let (_, subscription) = subscribe(&sim, None).await;
    let sender = Sender::connect(&sim).await;
    let answer = sender.send(sender.message(&subscription, b"x").with("ttl", "3601")).await;
    assert_eq!((answer.status.as_u16(), answer.header("ttl")), (201, "3600"));
}

#[tokio::test]
async fn subscriptions_end_and_survive_a_restart() {
    let sim = Sim::start().await;
    let (gone, gone_subscription) = subscribe(&sim, None).await;
    let (kept, subscription) = subscribe(&sim, None).await;
    sim.devices().unregister(&gone.token).await.unwrap();
    let sender = Sender::connect(&sim).await;
    assert_eq!(sender.send(sender.message(&gone_subscription, b"x")).await.status, 410);
    let sim = sim.restart().await;
    let sender = Sender::connect(&sim).await;
    let endpoint = format!("{}/push/{}", sim.vendors.web_push_url(), kept.token);
    let message = Message { endpoint, ..sender.message(&subscription, b"again") };
    assert_eq!(sender.send(message).await.status, 201);
    let mut phone = sim.devices().connect(&kept.token).await.unwrap();
    assert_eq!(next_push(&mut phone).await.payload, "again");
}

#[tokio::test]
async fn every_outcome_can_be_played() {
    let sim = Sim::start().await;
    let (device, subscription) = subscribe(&sim, None).await;
    let sender = Sender::connect(&sim).await;
    for status in [200, 201, 202, 204, 400, 401, 403, 404, 410, 413, 429, 500, 503] {
        let endpoint = format!("{}/push/st-{status}.x", sender.origin);
        let answer = sender.send(Message { endpoint, ..sender.message(&subscription, b"x") }).await;
        assert_eq!(answer.status.as_u16(), status);
    }
    for (script, status, header, value) in
        [("st-429.ra-120", 429, "retry-after", "120"), ("st-307", 307, "location", "/push/elsewhere")]
    {
        sim.fault(ServiceKind::WebPush, &format!("{script}.times-1"));
        let answer = sender.send(sender.message(&subscription, b"x")).await;
        assert_eq!(answer.status.as_u16(), status);
        assert!(answer.header(header).ends_with(value), "{answer:?}");
    }
    let mut phone = sim.devices().connect(&device.token).await.unwrap();
    sim.fault(ServiceKind::WebPush, "st-202.times-1");
    assert_eq!(sender.send(sender.message(&subscription, b"taken")).await.status, 202);
    assert_eq!(next_push(&mut phone).await.payload, "taken");
}
