use countersign_server_rules::error::known;

use crate::{answer::Answer, identity::SignedIn};

/// `POST /drafts`: drafts stay on the device.
pub(super) async fn drafts(_: SignedIn) -> Answer {
    Err(known::DRAFTS_DISABLED.into())
}
