use std::{
    io,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use countersign_dispatch::{Attempt, Push, Refusal, Sender, Signal};
use countersign_egress::{Trust, client_tls};
use countersign_loopback::{Authority, Peer, PeerOptions};
use countersign_primitives::{Clock, ManualClock, Random, SequenceRandom, TimestampMs};
use countersign_push_content::Policy;
use countersign_webpush::{Guard, Resolver, VapidKey, WebPushSender, WebPushTarget};
use countersign_wire_push::{PushMessage, PushType};
use countersign_wire_vendor::webpush::Subscription;
use parking_lot::Mutex;

pub(crate) const NOW: TimestampMs = TimestampMs(1_790_000_000_000);

/// A name service that says what the test says, and counts how often it was asked.
#[derive(Default)]
pub(crate) struct Names {
    addresses: Mutex<Vec<IpAddr>>,
    pub(crate) asked: AtomicUsize,
}

impl Names {
    pub(crate) fn are(&self, addresses: &[&str]) {
        *self.addresses.lock() = addresses.iter().map(|address| address.parse().unwrap()).collect();
    }
}

#[async_trait]
impl Resolver for Names {
    async fn resolve(&self, _host: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(self.addresses.lock().clone())
    }
}

/// A sender, and what it is made of.
pub(crate) struct Bench {
    pub(crate) sender: WebPushSender,
    pub(crate) names: Arc<Names>,
    pub(crate) clock: Arc<ManualClock>,
    random: SequenceRandom,
}

impl Bench {
    /// A sender that trusts `roots_pem` and keeps to `guard`.
    pub(crate) fn new(roots_pem: &str, guard: Guard) -> Self {
        Self::with_clock(roots_pem, guard, Arc::new(ManualClock::new(NOW)))
    }

    pub(crate) fn with_clock(roots_pem: &str, guard: Guard, clock: Arc<ManualClock>) -> Self {
        let names = Arc::new(Names::default());
        names.are(&["127.0.0.1"]);
        let target = WebPushTarget {
            key: VapidKey::generate(&SequenceRandom::new(7)),
            subject: "mailto:ops@example.com".parse().unwrap(),
            guard,
            policy: Policy::default(),
            max_ttl: None,
            request_timeout: None,
            tls: client_tls(&Trust::only(roots_pem), None).unwrap(),
        };
        let random: Arc<dyn Random> = Arc::new(SequenceRandom::new(8));
        let sender = WebPushSender::new(target, Arc::clone(&names) as _, Arc::clone(&clock) as _, random);
        Self { sender, names, clock, random: SequenceRandom::new(9) }
    }

    pub(crate) fn push(&self, message: PushMessage) -> Push {
        Push::new(message, self.clock.now(), Duration::from_hours(1), &self.random)
    }

    pub(crate) async fn send(&self, message: PushMessage) -> Signal {
        self.sender.send(&self.push(message), &Attempt::within(Duration::from_secs(10))).await
    }

    /// The status of a refusal.
    pub(crate) async fn refusal(&self, message: PushMessage) -> Refusal {
        match self.send(message).await {
            Signal::Refused(refusal) => refusal,
            other => panic!("a refusal was expected: {other:?}"),
        }
    }
}

pub(crate) const ACCEPTED: Signal = Signal::Accepted { vendor_id: None };

/// A message for a device, given by its id.
pub(crate) fn to(device_id: impl Into<String>) -> PushMessage {
    PushMessage {
        ack_id: "ack".to_owned(),
        platform: "unified_push-v2".to_owned(),
        device_id: device_id.into(),
        kind: PushType::Message,
        message: "hello :wave:".to_owned(),
        channel_name: "Town Square".to_owned(),
        ..PushMessage::default()
    }
}

/// A device id for an endpoint, with sound keys of a device that nobody plays.
pub(crate) fn device_at(endpoint: &str) -> String {
    let key = VapidKey::generate(&SequenceRandom::new(3)).public_text();
    let json = format!(r#"{{"endpoint":"{endpoint}","p256dh":"{key}","auth":"AAECAwQFBgcICQoLDA0ODw"}}"#);
    serde_json::from_str::<Subscription>(&json).unwrap().to_token()
}

/// The guard of a service that is at home on this machine, under this port.
pub(crate) fn at_home(host: &str, port: u16) -> Guard {
    Guard { allowed_hosts: vec![format!("{host}:{port}").parse().unwrap()], ..Guard::default() }
}

/// A peer over TLS as `push.example.com`, and a sender that may talk to it.
pub(crate) async fn peer(
    script: impl Fn(&countersign_loopback::Received) -> countersign_loopback::Reply + Send + Sync + 'static,
) -> (Peer, Bench, String) {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, "push.example.com"), script).await;
    let port = peer.address().port();
    let bench = Bench::new(&authority.pem(), at_home("push.example.com", port));
    (peer, bench, format!("https://push.example.com:{port}/p/"))
}
