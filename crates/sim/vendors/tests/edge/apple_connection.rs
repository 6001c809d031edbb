use countersign_sim_vendors::{ConnectionCounts, RunningVendors, ServiceKind};
use countersign_wire_vendor::apns::Environment;
use h2::Reason;
use tokio::io::AsyncReadExt;

use crate::support::{
    AppleSender, Http2, Push, Sim, Tls,
    apple::register,
    http2::{begin, finish},
    soon,
};

/// Waits until a request is in flight.
async fn begun(vendors: &RunningVendors) {
    let in_flight = async {
        while vendors.control().stats().connections.last().is_none_or(|connection| connection.in_flight == 0) {
            tokio::task::yield_now().await;
        }
    };
    soon(in_flight).await;
}

fn connection(vendors: &RunningVendors) -> ConnectionCounts {
    vendors.control().stats().connections.last().unwrap().clone()
}

/// Waits until the server allows so many streams.
async fn allowed(sender: &AppleSender, streams: usize) {
    let mut limit = sender.http2.streams.clone();
    soon(limit.wait_for(|now| *now == streams)).await.unwrap();
}

#[tokio::test]
async fn the_first_accepted_token_opens_the_stream_limit_and_a_rejected_one_closes_it() {
    let sim = Sim::start_with(|config| config.settings.apple.streams = 500).await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    allowed(&sender, 1).await;
    assert_eq!(sender.verdict(Push::to("00")).await.1, "BadDeviceToken");
    allowed(&sender, 500).await;
    assert_eq!(sender.verdict(Push::to(&device).with("authorization", "bearer x")).await.0, 403);
    allowed(&sender, 1).await;
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 200);
    allowed(&sender, 500).await;
}

#[tokio::test]
async fn streams_over_the_limit_are_refused_unprocessed() {
    let sim = Sim::start().await;
    let token = "hang".parse::<countersign_sim_vendors::Script>().unwrap().as_hex_token("");
    let sender = AppleSender::connect(&sim).await;
    // A sender that does not follow SETTINGS: its limit is its own.
    let stream = Tls::h2(sim.vendors.ca_pem()).connect(sim.vendors.addresses().apple_production).await.unwrap();
    let (bold, connection_task) =
        h2::client::Builder::new().initial_max_send_streams(10).handshake::<_, bytes::Bytes>(stream).await.unwrap();
    let mut bold = bold.ready().await.unwrap();
    let request = || sender.authorized(Push::to(&token)).request();
    let _first = begin(&mut bold, request()).unwrap();
    let second = begin(&mut bold, request()).unwrap();
    tokio::spawn(connection_task);
    let error = soon(second).await.unwrap_err();
    assert_eq!(error.reason(), Some(Reason::REFUSED_STREAM));
    assert_eq!((connection(&sim.vendors).refused_streams, connection(&sim.vendors).in_flight), (1, 1));
}

#[tokio::test]
async fn a_limit_of_many_streams_is_used() {
    let sim = Sim::start_with(|config| config.settings.apple.streams = 20).await;
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to("00")).await.0, 400);
    allowed(&sender, 20).await;
    let token = "ms-50".parse::<countersign_sim_vendors::Script>().unwrap().as_hex_token("");
    let mut waiting = Vec::new();
    for _ in 0..20 {
        waiting.push(sender.http2.begin(sender.authorized(Push::to(&token)).request()).await.unwrap());
    }
    for answer in waiting {
        assert_eq!(soon(answer).await.unwrap().status(), 200);
    }
    assert_eq!(connection(&sim.vendors).max_in_flight, 20);
}

#[tokio::test]
async fn only_http2_is_spoken() {
    let sim = Sim::start().await;
    let address = sim.vendors.addresses().apple_production;
    let only_http1 = Tls { alpn: &["http/1.1"], ..Tls::h2(sim.vendors.ca_pem()) };
    assert!(only_http1.connect(address).await.is_err());
    let without = Tls { alpn: &[], ..Tls::h2(sim.vendors.ca_pem()) };
    let mut stream = without.connect(address).await.unwrap();
    let mut byte = [0];
    assert!(matches!(soon(stream.read(&mut byte)).await, Ok(0) | Err(_)), "the connection is closed");
}

#[tokio::test]
async fn an_authority_nobody_trusts_fails_the_handshake_and_is_counted() {
    let sim = Sim::start().await;
    let other = Sim::start().await;
    let tls = Tls::h2(other.vendors.ca_pem());
    assert!(tls.connect(sim.vendors.addresses().apple_production).await.is_err());
    let failed = async {
        loop {
            let stats = sim.vendors.control().stats();
            if stats.services.get(&ServiceKind::AppleProduction).is_some_and(|stats| stats.failed_handshakes == 1) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    soon(failed).await;
}

#[tokio::test]
async fn pings_are_answered_and_counted() {
    let sim = Sim::start().await;
    let mut sender = AppleSender::connect(&sim).await;
    for _ in 0..2 {
        soon(sender.http2.ping.ping(h2::Ping::opaque())).await.unwrap();
    }
    assert_eq!(connection(&sim.vendors).pings, 2);
}

#[tokio::test]
async fn small_windows_let_a_payload_through_piece_by_piece() {
    let sim = Sim::start_with(|config| {
        config.settings.apple.stream_window_bytes = 100;
        config.settings.apple.connection_window_bytes = 65_535;
    })
    .await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    let body = format!(r#"{{"aps":{{"alert":"{}"}}}}"#, "x".repeat(4000));
    for _ in 0..40 {
        assert_eq!(soon(sender.verdict(Push::to(&device).body(body.clone()))).await.0, 200);
    }
}

#[tokio::test]
async fn a_graceful_goaway_answers_what_is_in_flight() {
    let sim = Sim::start().await;
    let token = "ms-100".parse::<countersign_sim_vendors::Script>().unwrap().as_hex_token("");
    let sender = AppleSender::connect(&sim).await;
    let waiting = sender.http2.begin(sender.authorized(Push::to(&token)).request()).await.unwrap();
    begun(&sim.vendors).await;
    let control = sim.vendors.control();
    assert_eq!(control.go_away(ServiceKind::AppleProduction, 0, Some("Shutdown")), 1);
    assert_eq!(finish(soon(waiting).await.unwrap()).await.unwrap().status, 200);
    sender.http2.end().await;
    assert_eq!(sender.http2.go_aways(), [(1, 0, r#"{"reason":"Shutdown"}"#.to_owned())]);
}

#[tokio::test]
async fn an_abrupt_goaway_carries_its_code_and_reason() {
    let sim = Sim::start().await;
    let token = "hang".parse::<countersign_sim_vendors::Script>().unwrap().as_hex_token("");
    let sender = AppleSender::connect(&sim).await;
    let waiting = sender.http2.begin(sender.authorized(Push::to(&token)).request()).await.unwrap();
    begun(&sim.vendors).await;
    sim.vendors.control().go_away(ServiceKind::AppleProduction, 11, Some("IdleTimeout"));
    assert!(soon(waiting).await.is_err());
    sender.http2.end().await;
    assert_eq!(sender.http2.go_aways(), [(1, 11, r#"{"reason":"IdleTimeout"}"#.to_owned())]);
}

#[tokio::test]
async fn a_cut_ends_without_a_word() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 200);
    assert_eq!(sim.vendors.control().cut(ServiceKind::AppleProduction), 1);
    sender.http2.end().await;
    assert!(sender.send(Push::to(&device)).await.is_err());
}

#[tokio::test]
async fn shutting_down_says_goodbye_and_frees_the_port() {
    let sim = Sim::start().await;
    let sender = AppleSender::connect(&sim).await;
    let idle =
        Http2::connect(&Tls::h2(sim.vendors.ca_pem()), sim.vendors.addresses().apple(Environment::Development)).await;
    let address = sim.vendors.addresses().apple_production;
    soon(sim.vendors.shutdown()).await;
    for http2 in [&sender.http2, &idle] {
        http2.end().await;
    }
    assert!(std::net::TcpListener::bind(address).is_ok());
}
