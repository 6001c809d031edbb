use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::Arc,
};

use countersign_sim_vendors::{
    TokenEndpoint, Vendors, VendorsConfig,
    device::{DeviceClient, RegisterDevice},
};
use countersign_system::{OsRandom, SystemClock};
use serde_json::{Value, json};

use crate::support::{APP, AppleSender, GoogleSender, Http2, Push, Sim, Tls, apple, google, next_push, soon};

/// Set in the process that is to be killed.
const FOLDER: &str = "COUNTERSIGN_SIM_VENDORS_TEST_FOLDER";

#[tokio::test]
async fn credentials_devices_and_waiting_pushes_survive() {
    let sim = Sim::start().await;
    let before = (
        sim.vendors.ca_pem().to_owned(),
        sim.vendors.apple_credentials().key_pem.expose().clone(),
        sim.vendors.apple_credentials().key_id.clone(),
        sim.vendors.apple_credentials().team_id.clone(),
    );
    let (iphone, android, gone) =
        (apple::register(&sim).await, google::register(&sim).await, apple::register(&sim).await);
    sim.devices().unregister(&gone).await.unwrap();
    let mut connected = sim.devices().connect(&iphone).await.unwrap();
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to(&iphone)).await.0, 200);
    let unconfirmed = next_push(&mut connected).await;
    let google_sender = GoogleSender::connect(&sim).await;
    for n in ["1", "2"] {
        assert_eq!(google_sender.send(json!({"token": android, "data": {"n": n}})).await.status, 200);
    }
    let access_token = google_sender.access_token.clone();

    let sim = sim.restart().await;
    let after = (
        sim.vendors.ca_pem().to_owned(),
        sim.vendors.apple_credentials().key_pem.expose().clone(),
        sim.vendors.apple_credentials().key_id.clone(),
        sim.vendors.apple_credentials().team_id.clone(),
    );
    assert_eq!(before, after);
    let again = next_push(&mut sim.devices().connect(&iphone).await.unwrap()).await;
    assert_eq!((again.id, again.redelivered), (unconfirmed.id, true));
    let mut phone = sim.devices().connect(&android).await.unwrap();
    for n in ["1", "2"] {
        let push = next_push(&mut phone).await;
        assert_eq!(push.google_data()["n"], n);
        phone.confirm(push.id).await.unwrap();
    }
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to(&gone)).await.1, "Unregistered");
    let mut google_sender = GoogleSender::connect_without_token(&sim).await;
    google_sender.access_token = access_token;
    let answer = google_sender.send(json!({"token": android, "data": {"n": "3"}})).await;
    assert_eq!(answer.status, 200, "access tokens outlive the simulator");
    let third = next_push(&mut phone).await;
    assert!(third.id > again.id);
    drop(phone);

    let sim = sim.restart().await;
    let mut phone = sim.devices().connect(&android).await.unwrap();
    assert_eq!(next_push(&mut phone).await.google_data()["n"], "3");
}

#[tokio::test]
async fn the_service_account_names_the_present_token_endpoint() {
    let sim = Sim::start().await;
    let read = |sim: &Sim| -> Value {
        let path = &sim.vendors.google_credentials().service_account_path;
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let before = read(&sim);
    assert_eq!(before["token_uri"], sim.vendors.token_uri());
    let sim = sim.restart().await;
    let after = read(&sim);
    assert_eq!(after["token_uri"], sim.vendors.token_uri());
    assert_eq!(before["private_key"], after["private_key"]);
    assert_eq!(before["private_key_id"], after["private_key_id"]);
}

#[tokio::test]
async fn damaged_credentials_are_named_and_not_replaced() {
    let sim = Sim::start().await;
    let path = sim.folder.path().join("credentials/ca.pem");
    let Sim { vendors, folder, clock } = sim;
    vendors.shutdown().await;
    std::fs::write(&path, "nonsense").unwrap();
    let config = VendorsConfig::loopback(folder.path().to_owned(), clock, Arc::new(OsRandom));
    let error = Vendors::start(config).await.unwrap_err().to_string();
    assert!(error.contains("ca.pem does not hold"), "{error}");
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let sim = Sim::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mut config =
        VendorsConfig::loopback(folder.path().to_owned(), Arc::new(SystemClock::new()), Arc::new(OsRandom));
    config.listen.google = sim.vendors.addresses().google;
    let error = Vendors::start(config).await.unwrap_err().to_string();
    assert!(error.starts_with(&format!("cannot listen on {} for Google", sim.vendors.addresses().google)), "{error}");
}

/// Runs in a process of its own, when a test below starts it: serves until it is killed.
#[tokio::test]
async fn serves_until_killed() {
    #[expect(clippy::disallowed_methods, reason = "how the parent test hands over the folder")]
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let mut config = VendorsConfig::loopback(folder.into(), Arc::new(SystemClock::new()), Arc::new(OsRandom));
    config.token_endpoint = TokenEndpoint::Tls;
    let vendors = Vendors::start(config).await.unwrap();
    let addresses = vendors.addresses();
    println!("\nREADY {}", json!({"apple": addresses.apple_production, "device": addresses.device}));
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn nothing_that_was_accepted_is_lost_by_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut accepted = 0;
    let mut token = None;
    for _ in 0..3 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "restart::serves_until_killed", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = tokio::task::spawn_blocking(move || {
            lines.map_while(Result::ok).find_map(|line| line.strip_prefix("READY ").map(str::to_owned))
        });
        let addresses: Value = serde_json::from_str(&ready.await.unwrap().unwrap()).unwrap();
        let devices = DeviceClient::new(addresses["device"].as_str().unwrap());
        let device = match token.take() {
            Some(device) => device,
            None => devices.register(&RegisterDevice::apple(APP)).await.unwrap().token,
        };
        let mut phone = devices.connect(&device).await.unwrap();
        // The phone is connected and confirms nothing, so every push is kept.
        let mut ids = Vec::new();
        for _ in 0..accepted {
            ids.push(next_push(&mut phone).await.id);
        }
        assert!(ids.is_sorted());
        accepted += push_until_killed(folder.path(), &addresses, &device, &mut child).await;
        token = Some(device);
    }
    assert!(accepted > 0);
}

/// Pushes in a loop, kills the simulator in the midst of it, and says how many pushes were accepted.
async fn push_until_killed(
    folder: &std::path::Path,
    addresses: &Value,
    device: &str,
    child: &mut std::process::Child,
) -> usize {
    let read = |name: &str| std::fs::read_to_string(folder.join("credentials").join(name)).unwrap();
    let identity: Value = serde_json::from_str(&read("apple.json")).unwrap();
    let key = read(&format!("AuthKey_{}.p8", identity["key_id"].as_str().unwrap()));
    let now = countersign_primitives::Clock::now(&SystemClock::new()).as_secs();
    let header = json!({"alg": "ES256", "kid": identity["key_id"]});
    let token = apple::sign(&key, &header, &json!({"iss": identity["team_id"], "iat": now}));
    let address = addresses["apple"].as_str().unwrap().parse().unwrap();
    let http2 = Http2::connect(&Tls::h2(&read("ca.pem")), address).await;
    let sender = AppleSender { http2, token };
    let mut accepted = 0;
    loop {
        if accepted == 25 {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        match soon(sender.send(Push::to(device))).await {
            Ok(answer) => assert_eq!(answer.status, 200),
            Err(_) => return accepted,
        }
        accepted += 1;
    }
}
