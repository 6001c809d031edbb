//! The phone's page: its bridge, its device, its events, and who may use them.

use countersign_sim_phone::{Phone, RunningPhone};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::bench::{Bench, LIMIT};

async fn post(phone: &RunningPhone, path: &str, body: &Value) -> Value {
    let answer = Client::new().post(format!("{}/{path}", phone.url())).json(body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

#[tokio::test]
async fn the_bridge_answers_as_the_interface_expects() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    let state = post(&phone, "bridge", &json!({"call": "state"})).await;
    assert_eq!(state["reply"], "state");
    assert_eq!(state["value"]["gate"]["gate"], "open");
    assert_eq!(state["value"]["account"]["username"], "ben");
    let args = json!({"channel_id": bench.server.world.town, "root_id": null, "message": "hello"});
    let sent = post(&phone, "bridge", &json!({"call": "send", "args": args})).await;
    assert_eq!(sent["value"]["delivery"], "pending");
}

#[tokio::test]
async fn the_device_is_looked_at_and_pressed() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    let view: Value = reqwest::get(format!("{}/device", phone.url())).await.unwrap().json().await.unwrap();
    assert_eq!((view["name"].as_str(), view["platform"].as_str()), (Some("Ben"), Some("ios")));
    let view = post(&phone, "device", &json!({"control": "press_home"})).await;
    assert_eq!(view["app"], "background");
    let refused = post(&phone, "bridge", &json!({"call": "channels"})).await;
    assert_eq!(refused["value"]["kind"], "gate");
    let view = post(&phone, "device", &json!({"control": "set_locked", "args": true})).await;
    assert_eq!(view["locked"], true);
}

#[tokio::test]
async fn everything_that_happens_comes_as_events() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    let mut answer = reqwest::get(format!("{}/events", phone.url())).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut seen = String::new();
    let all = async {
        for wanted in ["event: device\n", "event: bridge\n", "event: trace\n", "\"step\":\"shown\""] {
            while !seen.contains(wanted) {
                let chunk = answer.chunk().await.unwrap().unwrap();
                if seen.is_empty() {
                    phone.control(countersign_sim_phone::device::DeviceControl::PressHome).await.unwrap();
                    bench.push(&bench.post("lunch?"), "ack1");
                }
                seen.push_str(std::str::from_utf8(&chunk).unwrap());
            }
        }
    };
    assert!(tokio::time::timeout(LIMIT, all).await.is_ok(), "{seen}");
    let first = seen.lines().next().unwrap();
    assert_eq!(first, "event: device", "a page begins with the device as it is");
    let trace: Value = reqwest::get(format!("{}/trace", phone.url())).await.unwrap().json().await.unwrap();
    assert_eq!(trace[0]["step"], "received");
}

#[tokio::test]
async fn other_pages_of_the_browser_are_kept_out() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    let client = Client::new();
    let url = phone.url();
    let get = |name: &'static str, value: &'static str| client.get(format!("{url}/device")).header(name, value).send();
    for (name, value) in [("host", "evil.example"), ("origin", "https://evil.example"), ("origin", "null")] {
        assert_eq!(get(name, value).await.unwrap().status(), StatusCode::FORBIDDEN, "{name}: {value}");
    }
    let form = client.post(format!("{url}/device")).body(r#"{"control":"kill_app"}"#).send().await.unwrap();
    assert_eq!(form.status(), StatusCode::FORBIDDEN, "what a form can send presses no button");
    let own = client.get(format!("{url}/device")).header("origin", &url).send().await.unwrap();
    assert_eq!(own.status(), StatusCode::OK);
    assert!(own.headers()["content-security-policy"].to_str().unwrap().contains("frame-ancestors"));
}

#[tokio::test]
async fn the_interface_or_how_to_build_it_is_served() {
    let bench = Bench::new().await;
    let mut config = bench.config();
    config.sign_in = None;
    let phone = Phone::start(config).await.unwrap();
    let page = reqwest::get(phone.url()).await.unwrap();
    let (status, html) = (page.status(), page.text().await.unwrap());
    let built = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../web/phone/dist/index.html").exists();
    if built {
        assert!(status == StatusCode::OK && html.contains("<script"), "{html}");
    } else {
        assert!(status == StatusCode::NOT_FOUND && html.contains("npm run build"), "{html}");
    }
    let missing = reqwest::get(format!("{}/no-such-file.js", phone.url())).await.unwrap();
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_stopped_phone_lets_its_pages_go() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    let mut events = reqwest::get(format!("{}/events", phone.url())).await.unwrap();
    phone.shutdown().await;
    let rest = async { while let Ok(Some(_)) = events.chunk().await {} };
    assert!(tokio::time::timeout(LIMIT, rest).await.is_ok());
}
