//! What was accepted survives a kill of whoever accepted it.

use countersign_sim_phone::device::DeviceControl;
use countersign_sim_vendors::{FaultRule, ServiceKind};

use crate::support::{Scene, notified, press};

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_killed_between_accepting_and_delivering_delivers_after_its_restart() {
    let mut scene = Scene::open().await;
    press(scene.stack.ben(), DeviceControl::PressHome).await;
    let hang =
        FaultRule { service: Some(ServiceKind::Google), token_prefix: String::new(), script: "hang".parse().unwrap() };
    scene.stack.vendors().control().add_fault(hang);
    scene.ana_writes("kept through the crash").await;
    scene.trace("the gateway writing it down", |event| event.step == "queued").await;
    scene.stack.vendors().control().clear_faults();
    scene.stack.crash_gateway().await.unwrap();
    notified(scene.stack.ben(), "kept through the crash").await;
    scene.stack.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_accounts_messages_and_sessions() {
    let scene = Scene::open().await;
    let server = scene.stack.server().address().port();
    scene.ana_writes("before the restart").await;
    let channel = scene.direct().await;
    let folder = scene.folder;
    scene.stack.shutdown().await;

    let ports = countersign_stack::config::StackPorts { server, ..countersign_stack::config::StackPorts::any() };
    let stack = crate::support::start(&folder, ports).await;
    let scene = Scene { stack, folder };
    assert_eq!(scene.direct().await, channel);
    let ben = scene.stack.ben();
    press(ben, DeviceControl::PressHome).await;
    scene.ana_writes("after the restart").await;
    notified(ben, "after the restart").await;
    scene.stack.shutdown().await;
}
