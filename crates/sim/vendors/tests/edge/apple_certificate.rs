use countersign_primitives::TimestampMs;
use countersign_sim_vendors::{AppleCertificate, AppleCertificateRequest};
use countersign_wire_vendor::apns::Environment;

use crate::support::{
    APP, Answer, Http2, Push, START, Sim, Tls,
    apple::{register, verdict},
    soon,
};

fn request(topic: &str) -> AppleCertificateRequest {
    AppleCertificateRequest {
        topic: topic.to_owned(),
        further_topics: vec![format!("{topic}.voip")],
        environment: None,
        expires_at: None,
    }
}

fn tls<'a>(sim: &'a Sim, certificate: &'a AppleCertificate) -> Tls<'a> {
    let client = Some((certificate.certificate_pem.as_str(), certificate.key_pem.expose().as_str()));
    Tls { client, ..Tls::h2(sim.vendors.ca_pem()) }
}

async fn send(sim: &Sim, request: &AppleCertificateRequest, push: Push) -> Answer {
    let certificate = sim.vendors.control().issue_apple_certificate(request).unwrap();
    let http2 = Http2::connect(&tls(sim, &certificate), sim.vendors.addresses().apple_production).await;
    http2.send(push.request()).await.unwrap()
}

#[tokio::test]
async fn a_certificate_stands_for_the_provider_token() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    for push in [
        Push::to(&device),
        Push::to(&device).without("apns-topic"),
        Push::to(&device).with("authorization", "bearer ignored"),
    ] {
        assert_eq!(verdict(&send(&sim, &request(APP), push).await).0, 200);
    }
}

#[tokio::test]
async fn a_certificate_begins_with_all_its_streams() {
    let sim = Sim::start_with(|config| config.settings.apple.streams = 70).await;
    let certificate = sim.vendors.control().issue_apple_certificate(&request(APP)).unwrap();
    let mut http2 = Http2::connect(&tls(&sim, &certificate), sim.vendors.addresses().apple_production).await;
    soon(http2.streams.wait_for(|streams| *streams == 70)).await.unwrap();
}

#[tokio::test]
async fn a_certificate_sends_to_its_topics_only() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let voip = format!("{APP}.voip");
    let push = || Push::to(&device);
    let call = push().with("apns-push-type", "voip").with("apns-topic", voip.as_str());
    assert_eq!(verdict(&send(&sim, &request(APP), call.clone()).await).1, "DeviceTokenNotForTopic");
    let narrow = AppleCertificateRequest { further_topics: Vec::new(), ..request(APP) };
    assert_eq!(verdict(&send(&sim, &narrow, call).await).1, "TopicDisallowed");
    assert_eq!(verdict(&send(&sim, &request("com.example.other"), push()).await).1, "TopicDisallowed");
    let location = push().with("apns-push-type", "location").with("apns-topic", format!("{APP}.location-query"));
    let wide = AppleCertificateRequest { further_topics: vec![format!("{APP}.location-query")], ..request(APP) };
    assert_eq!(verdict(&send(&sim, &wide, location).await).1, "Forbidden");
}

#[tokio::test]
async fn a_certificate_for_nothing_or_for_development_is_bad() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    assert_eq!(verdict(&send(&sim, &request(""), Push::to(&device)).await), (403, "BadCertificate".to_owned()));
    let development = AppleCertificateRequest { environment: Some(Environment::Development), ..request(APP) };
    let answer = send(&sim, &development, Push::to(&device)).await;
    assert_eq!(verdict(&answer), (403, "BadCertificateEnvironment".to_owned()));
}

#[tokio::test]
async fn device_management_needs_a_certificate() {
    let sim = Sim::start().await;
    let topic = "com.apple.mgmt.External.1234";
    let device = countersign_sim_vendors::device::RegisterDevice::apple(topic);
    let device = sim.devices().register(&device).await.unwrap().token;
    let push = Push::to(&device).with("apns-topic", topic).with("apns-push-type", "mdm").body(r#"{"mdm":"magic"}"#);
    assert_eq!(verdict(&send(&sim, &request(topic), push).await).0, 200);
}

/// With TLS 1.3 a sender learns of a refused certificate from its first read.
async fn is_refused(tls: &Tls<'_>, sim: &Sim) -> bool {
    match tls.connect(sim.vendors.addresses().apple_production).await {
        Err(_) => true,
        Ok(mut stream) => {
            use tokio::io::AsyncReadExt;
            soon(stream.read(&mut [0])).await.is_err()
        }
    }
}

#[tokio::test]
async fn an_expired_or_foreign_certificate_fails_the_handshake() {
    let sim = Sim::start().await;
    let other = Sim::start().await;
    let expired = AppleCertificateRequest { expires_at: Some(TimestampMs(START.0 - 1000)), ..request(APP) };
    let expired = sim.vendors.control().issue_apple_certificate(&expired).unwrap();
    assert!(is_refused(&tls(&sim, &expired), &sim).await);
    let foreign = other.vendors.control().issue_apple_certificate(&request(APP)).unwrap();
    assert!(is_refused(&tls(&sim, &foreign), &sim).await);
}
