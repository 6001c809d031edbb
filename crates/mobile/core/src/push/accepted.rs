use serde_json::json;

use countersign_mobile_policy::Acceptance;
use countersign_mobile_store::PushRow;
use countersign_wire_push::DevicePush;

use super::raw::PushOutcome;
use crate::{
    app::{Account, App},
    error::CoreError,
    trace::TraceKind,
};

/// A push that may be acted on.
pub(super) struct Accepted {
    pub(super) push: DevicePush,
    pub(super) row: PushRow,
    pub(super) acceptance: Acceptance,
    pub(super) apns: bool,
    /// Whether the app was killed while it handled it.
    pub(super) resumed: bool,
}

/// What was done.
pub(super) struct Acted {
    pub(super) outcome: PushOutcome,
    /// Whether the server still has to be told.
    pub(super) owes_receipt: bool,
}

impl Acted {
    pub(super) fn owing(outcome: PushOutcome) -> Self {
        Self { outcome, owes_receipt: true }
    }

    pub(super) fn settled(outcome: PushOutcome) -> Self {
        Self { outcome, owes_receipt: false }
    }
}

/// The number a push puts on the icon.
pub(super) fn set_badge(app: &App, account: &Account, accepted: &Accepted, number: i64) -> Result<(), CoreError> {
    app.push_badge(account, number.max(0))?;
    app.trace(TraceKind::Badge, Some(&accepted.row.ack_id), format!("badge {number}"), json!({"badge": number}));
    Ok(())
}
