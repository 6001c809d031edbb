use std::{path::Path, sync::Arc, time::Duration};

use countersign_mobile_core::bridge::{BridgeCall, BridgeReply, GateView};
use countersign_primitives::Secret;
use countersign_sim_phone::{
    AutoSignIn, Phone, PhoneConfig, RunningPhone,
    device::{AppPresence, DeviceControl, DevicePlatform, DeviceView, PhoneTrace},
};
use countersign_system::{OsRandom, SystemClock};
use countersign_wire_api::Post;

use crate::{
    device_port::DevicePort,
    fake::{FakeServer, PASSWORD},
    support::Bell,
};

/// How long anything may take before a test fails.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// A server, a push service, and a folder for one phone.
pub(crate) struct Bench {
    pub(crate) files: tempfile::TempDir,
    pub(crate) server: FakeServer,
    pub(crate) vendor: DevicePort,
    pub(crate) bell: Bell,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let bell = Bell::new();
        let server = FakeServer::start(&bell).await;
        let vendor = DevicePort::start(&bell).await;
        Self { files: tempfile::tempdir().unwrap(), server, vendor, bell }
    }

    pub(crate) fn config(&self) -> PhoneConfig {
        config(self.files.path(), &self.server.url(), &self.vendor.url())
    }

    /// A phone with Ben signed in and the app open.
    pub(crate) async fn phone(&self) -> RunningPhone {
        let phone = Phone::start(self.config()).await.unwrap();
        let world = &self.server.world;
        self.bell.until("the phone is connected", || world.connected() > 0).await;
        phone
    }

    /// Ana posts; the server tells the push service nothing by itself.
    pub(crate) fn post(&self, text: &str) -> Post {
        self.server.world.store_post(self.server.world.ana, self.server.world.town, text, "")
    }

    /// An ID-only push about a post.
    pub(crate) fn push(&self, post: &Post, ack_id: &str) -> u64 {
        self.vendor.push(self.server.world.id_only(post, ack_id, &self.vendor.token()))
    }
}

pub(crate) fn config(files: &Path, server: &str, vendor: &str) -> PhoneConfig {
    let (clock, random) = (Arc::new(SystemClock::new()), Arc::new(OsRandom));
    let mut config = PhoneConfig::loopback("Ben", DevicePlatform::Ios, files.join("phone"), clock, random);
    config.device_port = Some(vendor.to_owned());
    config.sign_in = Some(AutoSignIn {
        server_url: server.to_owned(),
        login_id: "ben".to_owned(),
        password: Secret::new(PASSWORD.to_owned()),
    });
    config.pace.reconnect = Duration::from_millis(50);
    config.pace.background_grace = Duration::from_millis(50);
    config.pace.send_retry = Duration::from_millis(20);
    config
}

pub(crate) async fn press(phone: &RunningPhone, control: DeviceControl) -> DeviceView {
    phone.control(control).await.unwrap()
}

pub(crate) async fn gate(phone: &RunningPhone) -> GateView {
    match phone.call(BridgeCall::State).await {
        BridgeReply::State(state) => state.gate,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn step(phone: &RunningPhone, kind: &str) -> PhoneTrace {
    phone.wait_for_step(LIMIT, |step| step.step == kind).await.unwrap_or_else(|| panic!("{kind} never came"))
}

pub(crate) async fn notification(phone: &RunningPhone, body: &str) -> DeviceView {
    let shows = |view: &DeviceView| view.notifications.iter().any(|notification| notification.body == body);
    phone.wait_for_device(LIMIT, shows).await.unwrap_or_else(|| panic!("{:?}", phone.device()))
}

pub(crate) async fn presence(phone: &RunningPhone, app: AppPresence) {
    assert!(phone.wait_for_device(LIMIT, |view| view.app == app).await.is_some(), "{:?}", phone.device());
}
