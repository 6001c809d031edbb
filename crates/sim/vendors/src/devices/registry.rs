mod restore;

use std::{
    collections::HashMap,
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::{Mutex, MutexGuard, RwLock};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use countersign_primitives::{Clock, Random, TimestampMs};
use countersign_wire_vendor::apns::Environment;

use super::{
    journal::{Entry, Journal},
    mailbox::{Keeping, Mailbox},
    record::{DeviceRecord, SubscriptionKeys},
    token::new_token,
};
use crate::device::{DeviceFrame, PushFrame, PushHeaders, RegisterDevice};

/// How many ids one entry of the journal reserves.
const RESERVED_IDS: u64 = 4096;

/// Why the devices' file could not be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub(crate) struct DevicesError {
    path: PathBuf,
    source: io::Error,
}

/// A push for a device.
pub(crate) struct DeliveryRequest {
    pub(crate) headers: PushHeaders,
    pub(crate) payload: String,
    pub(crate) keeping: Keeping,
}

/// What became of a push. Names are those of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// The phone was connected and got it.
    Delivered,
    /// It waits for the phone.
    Stored,
    /// It waits for the phone in place of an earlier one.
    Replaced,
    /// The phone was away and the push must not wait.
    Missed,
    /// Google: one message too many waited, and all were dropped.
    Overflowed,
}

pub(super) struct Device {
    pub(super) record: Arc<DeviceRecord>,
    pub(super) state: Mutex<DeviceState>,
}

#[derive(Default)]
pub(super) struct DeviceState {
    unregistered_at: Option<TimestampMs>,
    mailbox: Mailbox,
    session: Option<(u64, mpsc::UnboundedSender<DeviceFrame>)>,
}

/// All devices.
pub(crate) struct Devices {
    /// Held for reading while a device changes, so that a rewrite of the journal sees all of them at rest.
    by_token: RwLock<HashMap<String, Device>>,
    journal: Mutex<Journal>,
    path: PathBuf,
    next_id: AtomicU64,
    /// Ids below this one are never given again, also after a restart.
    reserved_ids: AtomicU64,
    next_session: AtomicU64,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Devices {
    /// Registers a device and gives it a token.
    pub(crate) fn register(
        &self,
        request: RegisterDevice,
        default_project: &str,
        keys: Option<SubscriptionKeys>,
    ) -> Result<DeviceRecord, DevicesError> {
        let RegisterDevice { platform, app, environment, project_id, .. } = request;
        let record = DeviceRecord {
            token: new_token(platform, &*self.random),
            platform,
            app,
            environment: environment.unwrap_or(Environment::Production),
            project_id: project_id.unwrap_or_else(|| default_project.to_owned()),
            keys,
        };
        let mut devices = self.by_token.write();
        self.append(&Entry::Device { device: record.clone() })?;
        let device = Device { record: Arc::new(record.clone()), state: Mutex::default() };
        devices.insert(record.token.clone(), device);
        Ok(record)
    }

    /// A device, and since when it is gone.
    pub(crate) fn get(&self, token: &str) -> Option<(Arc<DeviceRecord>, Option<TimestampMs>)> {
        let devices = self.by_token.read();
        let device = devices.get(token)?;
        let unregistered_at = device.state.lock().unregistered_at;
        Some((Arc::clone(&device.record), unregistered_at))
    }

    /// Takes a token back. `false` when there is none to take.
    pub(crate) fn unregister(&self, token: &str) -> Result<bool, DevicesError> {
        let devices = self.by_token.read();
        let Some(device) = devices.get(token) else { return Ok(false) };
        let mut state = device.state.lock();
        if state.unregistered_at.is_some() {
            return Ok(false);
        }
        let at = self.clock.now();
        self.append(&Entry::Unregistered { token: token.to_owned(), at })?;
        *state = DeviceState { unregistered_at: Some(at), ..DeviceState::default() };
        Ok(true)
    }

    /// Hands a push to a device. `None` when it is not registered.
    pub(crate) fn deliver(&self, token: &str, request: DeliveryRequest) -> Result<Option<Delivery>, DevicesError> {
        let outcome = {
            let devices = self.by_token.read();
            let Some(device) = devices.get(token) else { return Ok(None) };
            let state = device.state.lock();
            if state.unregistered_at.is_some() {
                return Ok(None);
            }
            self.deliver_to(token, state, request)?
        };
        self.rewrite_when_due()?;
        Ok(Some(outcome))
    }

    fn deliver_to(
        &self,
        token: &str,
        mut state: MutexGuard<'_, DeviceState>,
        request: DeliveryRequest,
    ) -> Result<Delivery, DevicesError> {
        let now = self.clock.now();
        let push = PushFrame {
            id: self.take_id()?,
            sent_at: now,
            redelivered: false,
            headers: request.headers,
            payload: request.payload,
        };
        let connected = state.session.as_ref().is_some_and(|(_, phone)| !phone.is_closed());
        let plan = state.mailbox.plan(push.clone(), &request.keeping, connected, now);
        if plan.kept.is_some() || plan.overflow || !plan.gone.is_empty() {
            let (kept, gone, overflow) = (plan.kept.clone(), plan.gone.clone(), plan.overflow);
            self.append(&Entry::Pushed { token: token.to_owned(), kept, gone, overflow })?;
        }
        let kept = plan.kept.is_some();
        state.mailbox.remove(&plan.gone);
        state.mailbox.overflowed |= plan.overflow;
        state.mailbox.waiting.extend(plan.kept);
        let sent =
            connected && state.session.as_ref().is_some_and(|(_, phone)| phone.send(DeviceFrame::Push(push)).is_ok());
        Ok(match (sent, kept) {
            (true, _) => Delivery::Delivered,
            (false, _) if plan.overflow => Delivery::Overflowed,
            (false, true) if plan.replaced => Delivery::Replaced,
            (false, true) => Delivery::Stored,
            (false, false) => Delivery::Missed,
        })
    }

    /// Connects a phone: what waited is in the channel already. An earlier connection of the device ends.
    pub(crate) fn connect(
        &self,
        token: &str,
    ) -> Result<Option<(u64, mpsc::UnboundedReceiver<DeviceFrame>)>, DevicesError> {
        let devices = self.by_token.read();
        let Some(device) = devices.get(token) else { return Ok(None) };
        let mut state = device.state.lock();
        if state.unregistered_at.is_some() {
            return Ok(None);
        }
        let gone = state.mailbox.expired(self.clock.now());
        if !gone.is_empty() {
            self.append(&Entry::Pushed { token: token.to_owned(), kept: None, gone: gone.clone(), overflow: false })?;
            state.mailbox.remove(&gone);
        }
        if state.mailbox.overflowed {
            self.append(&Entry::OverflowTold { token: token.to_owned() })?;
        }
        let session = self.next_session.fetch_add(1, Ordering::Relaxed);
        let (phone, frames) = mpsc::unbounded_channel();
        if std::mem::take(&mut state.mailbox.overflowed) {
            let _ = phone.send(DeviceFrame::DeletedMessages);
        }
        for waiting in &mut state.mailbox.waiting {
            let redelivered = waiting.sent || waiting.restored;
            // The receiver is in our hands: sending cannot fail.
            let _ = phone.send(DeviceFrame::Push(PushFrame { redelivered, ..waiting.push.clone() }));
            waiting.sent = true;
        }
        state.session = Some((session, phone));
        Ok(Some((session, frames)))
    }

    /// The phone has a push.
    pub(crate) fn confirm(&self, token: &str, id: u64) -> Result<(), DevicesError> {
        let devices = self.by_token.read();
        let Some(device) = devices.get(token) else { return Ok(()) };
        let mut state = device.state.lock();
        if state.mailbox.has(id) {
            let entry = Entry::Pushed { token: token.to_owned(), kept: None, gone: vec![id], overflow: false };
            self.append(&entry)?;
            state.mailbox.remove(&[id]);
        }
        Ok(())
    }

    /// Takes a Web Push message back that was not sent to the phone yet. `false` when there is none.
    pub(crate) fn cancel(&self, token: &str, message_id: &str) -> Result<bool, DevicesError> {
        let devices = self.by_token.read();
        let Some(device) = devices.get(token) else { return Ok(false) };
        let mut state = device.state.lock();
        let Some(id) = state.mailbox.find_unsent(message_id) else { return Ok(false) };
        self.append(&Entry::Pushed { token: token.to_owned(), kept: None, gone: vec![id], overflow: false })?;
        state.mailbox.remove(&[id]);
        Ok(true)
    }

    /// A phone's connection ended.
    pub(crate) fn disconnect(&self, token: &str, session: u64) {
        if let Some(device) = self.by_token.read().get(token) {
            let mut state = device.state.lock();
            state.session.take_if(|(number, _)| *number == session);
        }
    }

    fn take_id(&self) -> Result<u64, DevicesError> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        if id >= self.reserved_ids.load(Ordering::Acquire) {
            let reserved = id + RESERVED_IDS;
            self.append(&Entry::NextId { id: reserved })?;
            self.reserved_ids.fetch_max(reserved, Ordering::AcqRel);
        }
        Ok(id)
    }

    fn append(&self, entry: &Entry) -> Result<(), DevicesError> {
        self.journal.lock().append(entry).map_err(|source| DevicesError { path: self.path.clone(), source })
    }
}
