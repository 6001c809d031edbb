use std::time::Duration;

use async_trait::async_trait;

use crate::{Push, Signal, Vendor};

/// The port to a push service.
#[async_trait]
pub trait Sender: Send + Sync + 'static {
    /// Whose tables judge its signals.
    fn vendor(&self) -> Vendor;

    /// Whether a device token can be one of this vendor's. What cannot is never sent: it would end up in a path or a
    /// body as it is.
    fn takes(&self, device_id: &str) -> bool;

    /// Whether one service takes the pushes for all devices. Where each device names a server of its own, the fault of
    /// one says nothing about the others: the gate of the target hears nothing of it, and the sender itself holds back
    /// what goes to a server that asked for a pause or takes nothing.
    fn is_one_service(&self) -> bool {
        true
    }

    /// Whether there is an equal target in the vendor's other environment.
    fn has_twin(&self) -> bool {
        false
    }

    /// Sends a push once and says what came of it. Never repeats what the vendor may have taken.
    async fn send(&self, push: &Push, attempt: &Attempt) -> Signal;
}

/// How one attempt differs from the plain one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// How long it may take.
    pub limit: Duration,
    /// Not on this connection any more, nor anything else.
    pub leave_connection: Option<u64>,
    /// With a new credential, if one may be made.
    pub new_credential: bool,
    /// Keep the credential for the next 20 minutes.
    pub keep_credential: bool,
    /// Without text and names.
    pub smaller: bool,
    /// To the other environment.
    pub twin: bool,
}

impl Attempt {
    /// An ordinary attempt.
    pub fn within(limit: Duration) -> Self {
        Self {
            limit,
            leave_connection: None,
            new_credential: false,
            keep_credential: false,
            smaller: false,
            twin: false,
        }
    }
}
