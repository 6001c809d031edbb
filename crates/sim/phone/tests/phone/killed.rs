//! The whole phone killed with SIGKILL, at work. The phone runs in a process of its own: this test, started as a child.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use countersign_mobile_core::{
    RawPush,
    bridge::{BridgeCall, BridgeReply, GateView},
};
use countersign_sim_phone::{Phone, device::DeviceControl};
use serde_json::{Value, json};

use crate::{
    bench::{Bench, config, gate, notification, press},
    fake::Script,
};

/// Not a test of its own: the phone that is killed. Its folder says whom to talk to; it says where its page is.
#[tokio::test]
#[ignore = "run by the tests below, as a process of its own that is killed"]
async fn child_phone() {
    let files = env::current_dir().unwrap();
    let around: Value = serde_json::from_slice(&fs::read(files.join("around.json")).unwrap()).unwrap();
    let text = |name: &str| around[name].as_str().unwrap().to_owned();
    let phone = Phone::start(config(&files, &text("server"), &text("vendor"))).await.unwrap();
    println!("\n{}", phone.url());
    std::future::pending::<()>().await;
}

struct ChildPhone {
    process: Child,
    url: String,
}

impl ChildPhone {
    async fn start(bench: &Bench) -> Self {
        let files = bench.files.path();
        let around = json!({"server": bench.server.url(), "vendor": bench.vendor.url()});
        fs::write(files.join("around.json"), around.to_string()).unwrap();
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["--exact", "killed::child_phone", "--ignored", "--nocapture"])
            .current_dir(files)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let world = &bench.server.world;
        bench.bell.until("the child is connected", || world.connected() > 0).await;
        let address = process.stdout.take().unwrap();
        let url = tokio::task::spawn_blocking(move || {
            let lines = BufReader::new(address).lines().map_while(Result::ok);
            lines.into_iter().find_map(|line| line.split_once("http://").map(|(_, rest)| format!("http://{rest}")))
        });
        Self { process, url: url.await.unwrap().unwrap() }
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let request = reqwest::Client::new().post(format!("{}/{path}", self.url)).json(body);
        request.send().await.unwrap().json().await.unwrap()
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[tokio::test]
async fn a_push_that_was_being_fetched_is_shown_once_afterwards() {
    let bench = Bench::new().await;
    let child = ChildPhone::start(&bench).await;
    child.post("device", &json!({"control": "press_home"})).await;
    let world = &bench.server.world;
    world.script("POST", "/notifications/ack", Script::Hang);
    let push = bench.push(&bench.post("lunch?"), "ack1");
    bench.bell.until("the content is asked for", || world.count("POST", "/notifications/ack") == 1).await;
    child.kill();
    assert!(!bench.vendor.is_confirmed(push));

    let mut config = bench.config();
    config.open_app = false;
    let phone = Phone::start(config).await.unwrap();
    let view = notification(&phone, "@ana: lunch?").await;
    bench.vendor.confirmed(push).await;
    assert_eq!(view.notifications.len(), 1);
    let shown = phone.trace().into_iter().filter(|step| step.step == "shown").count();
    assert_eq!(shown, 1);
}

#[tokio::test]
async fn a_post_that_was_accepted_is_sent_afterwards_once() {
    let bench = Bench::new().await;
    let child = ChildPhone::start(&bench).await;
    child.post("device", &json!({"control": "set_online", "args": false})).await;
    let args = json!({"channel_id": bench.server.world.town, "root_id": null, "message": "hello"});
    let sent = child.post("bridge", &json!({"call": "send", "args": args})).await;
    assert_eq!(sent["value"]["delivery"], "pending");
    child.kill();

    let phone = Phone::start(bench.config()).await.unwrap();
    assert!(!phone.device().online, "the device is as it was");
    press(&phone, DeviceControl::SetOnline(true)).await;
    let world = &bench.server.world;
    bench.bell.until("it is sent", || world.lock().posts.len() == 1).await;
    assert_eq!(world.lock().posts[0].message, "hello");
}

#[tokio::test]
async fn after_a_kill_everything_kept_is_there_and_an_order_to_erase_still_leaves_nothing() {
    let bench = Bench::new().await;
    let child = ChildPhone::start(&bench).await;
    child.kill();
    let phone = bench.phone().await;
    assert_eq!(gate(&phone).await, GateView::Open);
    assert_eq!(bench.server.world.count("POST", "/users/login"), 1);
    let BridgeReply::Channels(list) = phone.call(BridgeCall::Channels).await else { panic!("no list") };
    assert_eq!(list.sections[0].channels.len(), 2);

    press(&phone, DeviceControl::KillApp).await;
    let order = bench.server.world.apns("session", "ack1", &bench.vendor.token());
    let push = bench.vendor.push(RawPush::Apns(order));
    bench.vendor.confirmed(push).await;
    let storage = phone.device().storage;
    assert!(storage.keys.is_empty() && storage.files.len() == 2, "{storage:?}");
}
