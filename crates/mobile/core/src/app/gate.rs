use countersign_mobile_host::IntegrityReport;
use countersign_mobile_policy::{
    DeviceFacts, DeviceIntegrity, GateFacts, GateVerdict, Protection, SessionFacts, gate_verdict, protection,
};

use super::App;

impl App {
    /// What may show at this moment.
    pub(crate) fn gate(&self) -> GateVerdict {
        let device = self.device_facts();
        let now = self.now();
        let state = self.state();
        let facts = state.accounts.first().map(|account| account.facts());
        let session = match (&facts, state.erased) {
            (Some(_), _) => SessionFacts::SignedIn,
            (None, Some(reason)) => SessionFacts::Erased(reason),
            (None, None) => SessionFacts::SignedOut { last_server_url: state.last_server_url.as_deref() },
        };
        gate_verdict(&GateFacts {
            managed: &state.managed,
            server: facts.as_deref().map(|facts| &facts.policy),
            device,
            session,
            owner: state.owner,
            now,
        })
    }

    /// How the screen's contents are protected.
    pub(crate) fn protection(&self) -> Protection {
        let state = self.state();
        let facts = state.accounts.first().map(|account| account.facts());
        protection(&state.managed, facts.as_deref().map(|facts| &facts.policy))
    }

    pub(crate) fn device_facts(&self) -> DeviceFacts {
        let integrity = match self.host.integrity.check() {
            IntegrityReport::Sound => DeviceIntegrity::Sound,
            IntegrityReport::Compromised => DeviceIntegrity::Compromised,
            IntegrityReport::Unknown => DeviceIntegrity::Unknown,
        };
        DeviceFacts { integrity, secured: self.host.biometrics.is_secured() }
    }
}
