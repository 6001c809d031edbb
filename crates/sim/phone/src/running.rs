use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::broadcast, task::JoinSet};

use countersign_mobile_core::{
    StartError,
    bridge::{BridgeCall, BridgeReply},
};

use crate::{
    config::PhoneConfig,
    device::{DeviceControl, DeviceView, PhoneTrace},
    journal::PhoneEvent,
    phone::{Machine, PhoneError},
    serve::{Guard, router},
    vendor::receive_pushes,
};

/// How long open pages may take to let go when the phone stops.
const GOODBYE: Duration = Duration::from_secs(2);

/// A simulated phone.
#[derive(Debug)]
pub struct Phone;

impl Phone {
    /// Starts a phone: its page is served, it is connected to its vendor, and its app runs if it should. Signs in if that
    /// was asked for and nobody is.
    ///
    /// # Errors
    /// See [`PhoneError`].
    pub async fn start(config: PhoneConfig) -> Result<RunningPhone, PhoneError> {
        let asked = config.listen;
        let failed = |source| PhoneError::Listen { address: asked, source };
        let listener = TcpListener::bind(asked).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (device_port, open_app) = (config.device_port.clone(), config.open_app);
        let machine = Arc::new(Machine::new(config)?);
        let mut tasks = JoinSet::new();
        let phone = Arc::clone(&machine);
        tasks.spawn(async move { phone.tell_changes().await });
        serve(&mut tasks, &machine, listener, address);
        if let Some(url) = device_port {
            // Before signing in, so that the server learns the token with the sign-in.
            let phone = Arc::clone(&machine);
            tasks.spawn(receive_pushes(phone, url));
            machine.wait_for_token().await;
        }
        let running = RunningPhone { machine, address, tasks };
        running.machine.start_app_once(open_app).await?;
        Ok(running)
    }
}

fn serve(tasks: &mut JoinSet<()>, machine: &Arc<Machine>, listener: TcpListener, address: SocketAddr) {
    let app = router(Arc::clone(machine), Guard::new(address));
    let stop = machine.stop.clone();
    tasks.spawn(async move {
        let served = axum::serve(listener, app).with_graceful_shutdown(async move { stop.cancelled().await });
        if let Err(error) = served.await {
            tracing::error!(%error, "the phone's page is not served any more");
        }
    });
}

/// A running phone. Dropping it is like a kill of its process.
#[derive(Debug)]
pub struct RunningPhone {
    machine: Arc<Machine>,
    address: SocketAddr,
    tasks: JoinSet<()>,
}

impl RunningPhone {
    /// Where its page is: `http://127.0.0.1:8071`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where its page is served.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Calls the app as its interface does. Refused while the app is not on the screen.
    pub async fn call(&self, call: BridgeCall) -> BridgeReply {
        self.machine.call(call).await
    }

    /// Presses one of the device's buttons; answers the device as it is afterwards.
    ///
    /// # Errors
    /// The app cannot be started.
    pub async fn control(&self, control: DeviceControl) -> Result<DeviceView, StartError> {
        self.machine.press(control).await
    }

    /// The device as it is.
    pub fn device(&self) -> DeviceView {
        self.machine.hardware.view()
    }

    /// Every step so far that is still kept, oldest first.
    pub fn trace(&self) -> Vec<PhoneTrace> {
        self.machine.journal.steps()
    }

    /// Everything that happens from now on.
    pub fn events(&self) -> broadcast::Receiver<PhoneEvent> {
        self.machine.journal.events()
    }

    /// The first step, past or future, that `wanted` picks; `None` when none came within `limit`.
    pub async fn wait_for_step(&self, limit: Duration, wanted: impl Fn(&PhoneTrace) -> bool) -> Option<PhoneTrace> {
        let (past, mut events) = self.machine.journal.steps_and_events();
        if let Some(step) = past.into_iter().find(&wanted) {
            return Some(step);
        }
        let future = async {
            loop {
                match events.recv().await {
                    Ok(PhoneEvent::Trace(step)) if wanted(&step) => return Some(step),
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Lagged(_)) => {
                        if let Some(step) = self.trace().into_iter().find(&wanted) {
                            return Some(step);
                        }
                    }
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        };
        tokio::time::timeout(limit, future).await.ok().flatten()
    }

    /// Waits until the device is as `wanted`; `None` when it was not within `limit`.
    pub async fn wait_for_device(&self, limit: Duration, wanted: impl Fn(&DeviceView) -> bool) -> Option<DeviceView> {
        let mut changes = self.machine.hardware.changes();
        let waiting = async {
            loop {
                let view = self.device();
                if wanted(&view) {
                    return Some(view);
                }
                changes.changed().await.ok()?;
            }
        };
        tokio::time::timeout(limit, waiting).await.ok().flatten()
    }

    /// Asks the app again, whenever something happens, until its answer is as `wanted`; `None` when it was not within
    /// `limit`.
    pub async fn wait_for_reply(
        &self,
        limit: Duration,
        call: BridgeCall,
        wanted: impl Fn(&BridgeReply) -> bool,
    ) -> Option<BridgeReply> {
        let mut events = self.events();
        let waiting = async {
            loop {
                let reply = self.call(call.clone()).await;
                if wanted(&reply) {
                    return Some(reply);
                }
                if matches!(events.recv().await, Err(broadcast::error::RecvError::Closed)) {
                    return None;
                }
            }
        };
        tokio::time::timeout(limit, waiting).await.ok().flatten()
    }

    /// Switches the phone off: everything has ended and its folder and port are free when this returns.
    pub async fn shutdown(mut self) {
        self.machine.stop.cancel();
        self.machine.switch_off().await;
        let goodbye = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(GOODBYE, goodbye).await.is_err() {
            self.tasks.shutdown().await;
        }
    }
}
