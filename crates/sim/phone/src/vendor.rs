//! The operating system's connection to its vendor's push service.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde_json::Value;
use tokio::sync::mpsc;

use countersign_mobile_core::RawPush;
use countersign_sim_vendors::device::{
    DeviceClient, DeviceClientError, DeviceFrame, DeviceLink, PushFrame, PushHeaders, RegisterDevice,
};

use crate::{device::DevicePlatform, phone::Machine};

/// Pause before trying again.
const RETRY: Duration = Duration::from_millis(500);

/// Gets a token, connects, and hands pushes to the app, as long as there is a network and until the phone stops.
pub(crate) async fn receive_pushes(machine: Arc<Machine>, url: String) {
    let client = DeviceClient::new(&url);
    let mut online = machine.hardware.online();
    loop {
        tokio::select! {
            back = online.wait_for(|online| *online) => if back.is_err() { return },
            () = machine.stop.cancelled() => return,
        }
        if let Err(error) = connect_once(&machine, &client).await {
            tracing::debug!(%error, "no connection to the push service");
        }
        tokio::select! {
            () = tokio::time::sleep(RETRY) => {}
            () = machine.stop.cancelled() => return,
        }
    }
}

/// Holds one connection until it ends.
async fn connect_once(machine: &Arc<Machine>, client: &DeviceClient) -> Result<(), DeviceClientError> {
    let mut online = machine.hardware.online();
    let token = ensure_token(machine, client).await?;
    let link = match client.connect(&token).await {
        Err(DeviceClientError::NotRegistered) => {
            // The vendor forgot this phone, or is another one: the app gets a new token.
            machine.hardware.set_push_token(None);
            return Err(DeviceClientError::NotRegistered);
        }
        other => other?,
    };
    tokio::select! {
        ended = read(machine, link) => ended,
        _ = online.wait_for(|online| !online) => Ok(()),
        () = machine.stop.cancelled() => Ok(()),
    }
}

/// Reads pushes and confirms each once the app is done with it, so that none is lost with a killed phone.
async fn read(machine: &Arc<Machine>, mut link: DeviceLink) -> Result<(), DeviceClientError> {
    let (done, mut finished) = mpsc::unbounded_channel();
    loop {
        tokio::select! {
            frame = link.next() => match frame? {
                Some(DeviceFrame::Push(push)) => {
                    let (machine, done) = (Arc::clone(machine), done.clone());
                    // On its own: a push that waits for its content must not hold up the next.
                    tokio::spawn(async move {
                        let handled = match raw(&push) {
                            Some(raw) => machine.receive_push(raw).await.is_some(),
                            None => true,
                        };
                        if handled {
                            let _ = done.send(push.id);
                        }
                        machine.end_if_not_opened().await;
                    });
                }
                Some(DeviceFrame::DeletedMessages) => machine.push_token_changed().await,
                None => return Ok(()),
            },
            id = finished.recv() => if let Some(id) = id {
                link.confirm(id).await?;
            },
        }
    }
}

async fn ensure_token(machine: &Machine, client: &DeviceClient) -> Result<String, DeviceClientError> {
    if let Some(token) = machine.hardware.push_token() {
        return Ok(token);
    }
    let request = match machine.config.platform {
        DevicePlatform::Ios => RegisterDevice::apple(&machine.config.app_id),
        DevicePlatform::Android => RegisterDevice::google(&machine.config.app_id),
    };
    let device = client.register(&request).await?;
    machine.hardware.set_push_token(Some(device.token.clone()));
    machine.push_token_changed().await;
    Ok(device.token)
}

/// As the app gets it; `None` for what no app would get.
fn raw(push: &PushFrame) -> Option<RawPush> {
    match push.headers {
        PushHeaders::Apple(_) => serde_json::from_str::<Value>(&push.payload).ok().map(RawPush::Apns),
        PushHeaders::Google(_) => {
            let data: BTreeMap<_, _> = push.google_data();
            Some(RawPush::Fcm(data))
        }
        PushHeaders::WebPush(_) => None,
    }
}
