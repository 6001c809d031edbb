//! A stack of its own for each test, and what people do with it.

use std::{sync::Arc, time::Duration};

use countersign_mobile_core::bridge::{BridgeCall, BridgeReply, GateView};
use countersign_primitives::ChannelId;
use countersign_sim_phone::{
    RunningPhone,
    device::{DeviceControl, NotificationView, PhoneTrace},
};
use countersign_stack::{
    RunningStack, Stack,
    config::{StackConfig, StackPorts},
    trace::TraceEvent,
};
use countersign_system::{OsRandom, SystemClock};
use tempfile::TempDir;

/// Longer than anything takes on a busy machine.
pub(crate) const LIMIT: Duration = Duration::from_mins(1);

pub(crate) struct Scene {
    pub(crate) stack: RunningStack,
    pub(crate) folder: TempDir,
}

impl Scene {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stack = start(&folder, StackPorts::any()).await;
        Self { stack, folder }
    }

    /// The conversation between Ana and Ben, as Ana's phone knows it.
    pub(crate) async fn direct(&self) -> ChannelId {
        let is_direct = |reply: &BridgeReply| direct_in(reply).is_some();
        let list = self.stack.ana().wait_for_reply(LIMIT, BridgeCall::Channels, is_direct).await;
        let Some(list) = list else {
            panic!("Ana's phone lists no conversation: {:?}", self.stack.ana().call(BridgeCall::Channels).await)
        };
        direct_in(&list).unwrap()
    }

    pub(crate) async fn ana_writes(&self, text: &str) {
        self.writes(self.stack.ana(), text).await;
    }

    pub(crate) async fn writes(&self, phone: &RunningPhone, text: &str) {
        let channel_id = self.direct().await;
        let reply = phone.call(BridgeCall::Send { channel_id, root_id: None, message: text.to_owned() }).await;
        assert!(matches!(reply, BridgeReply::Sent(_)), "{reply:?}");
    }

    /// What was recorded of a push by whoever is named, as one text.
    pub(crate) fn seen_by(&self, parties: &[&str], ack_id: &str) -> String {
        let of_push = |event: &TraceEvent| event.ack_id.as_deref() == Some(ack_id);
        let named = |event: &TraceEvent| {
            let party = serde_json::to_value(event.party).unwrap();
            parties.contains(&party.as_str().unwrap())
        };
        let events = self.stack.trace().after(0).into_iter().filter(|event| of_push(event) && named(event));
        events.map(|event| event.detail.to_string() + "\n").collect()
    }

    /// Waits until the trace holds what is wanted.
    pub(crate) async fn trace(&self, what: &str, wanted: impl Fn(&TraceEvent) -> bool) -> TraceEvent {
        let mut stream = self.stack.trace().subscribe();
        if let Some(event) = self.stack.trace().after(0).into_iter().find(&wanted) {
            return event;
        }
        let waiting = async {
            loop {
                let event = stream.recv().await.expect("the trace goes on");
                if wanted(&event) {
                    return event;
                }
            }
        };
        tokio::time::timeout(LIMIT, waiting).await.unwrap_or_else(|_| panic!("the trace never told of {what}"))
    }
}

pub(crate) async fn start(folder: &TempDir, ports: StackPorts) -> RunningStack {
    let mut config = StackConfig::new(folder.path(), Arc::new(SystemClock::new()), Arc::new(OsRandom));
    config.ports = ports;
    config.verdict_time = Duration::from_millis(300);
    Stack::start(config, |_| ()).await.unwrap()
}

fn direct_in(reply: &BridgeReply) -> Option<ChannelId> {
    let BridgeReply::Channels(list) = reply else { return None };
    let channels = list.sections.iter().flat_map(|section| &section.channels);
    channels.into_iter().find(|channel| channel.kind == "direct").map(|channel| channel.id)
}

pub(crate) async fn press(phone: &RunningPhone, control: DeviceControl) {
    phone.control(control).await.unwrap();
}

/// The notification with that text, once it is on the phone.
pub(crate) async fn notified(phone: &RunningPhone, text: &str) -> NotificationView {
    let has = |notification: &&NotificationView| notification.body.contains(text);
    let device = phone.wait_for_device(LIMIT, |device| device.notifications.iter().any(|n| has(&n))).await;
    let device = device.unwrap_or_else(|| panic!("{text:?} never came: {:#?}", phone.trace()));
    device.notifications.iter().find(has).unwrap().clone()
}

pub(crate) async fn step(phone: &RunningPhone, name: &str) -> PhoneTrace {
    let found = phone.wait_for_step(LIMIT, |step| step.step == name).await;
    found.unwrap_or_else(|| panic!("no step {name}: {:#?}", phone.trace()))
}

/// Waits until the phone says that it erased itself, and checks that it did.
pub(crate) async fn erased(phone: &RunningPhone) {
    step(phone, "erased").await;
    let is_erased = |reply: &BridgeReply| matches!(reply, BridgeReply::State(state) if matches!(state.gate, GateView::Erased { .. }) && state.account.is_none());
    phone.wait_for_reply(LIMIT, BridgeCall::State, is_erased).await.expect("the phone says that it erased itself");
    let storage = phone.device().storage;
    assert!(storage.keys.is_empty(), "{storage:?}");
    assert!(!storage.files.iter().any(|file| file.path.starts_with("accounts/")), "{storage:?}");
    assert!(phone.device().notifications.is_empty());
}
