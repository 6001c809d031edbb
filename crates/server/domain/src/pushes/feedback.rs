//! Devices that the gateway called dead after it had answered: it writes a push down when the vendor is slow, and tells
//! what came of it here.

use countersign_wire_push::{LateVerdict, PushStatus};

use crate::{
    domain::Domain,
    error::Result,
    ports::{bus::Change, store::StoreResult},
};

/// Under which name the place is kept up to which verdicts were taken in.
const PLACE: &str = "PushFeedbackPlace";

/// Asks the gateway for verdicts that came late and parks the devices they are about. Returns how many were parked.
///
/// A verdict may be told twice: parking twice changes nothing, and sessions made since are spared, and
/// devices attached since.
///
/// # Errors
/// The store fails. A gateway that is out of reach is asked again next time.
pub async fn take_feedback(domain: &Domain) -> Result<usize> {
    let settings = domain.settings();
    let gateway_url = &settings.email_settings.push_notification_server;
    if gateway_url.is_empty() {
        return Ok(0);
    }
    let server_id = domain.identity().server_id.to_string();
    let mut place = domain.store().system_value(PLACE).await?.unwrap_or_default();
    let mut parked = 0;
    loop {
        let page = match domain.gateway().feedback(gateway_url, &server_id, &place).await {
            Ok(Some(page)) => page,
            Ok(None) => return Ok(parked),
            Err(error) => {
                tracing::debug!(%error, "the push gateway tells no late verdicts now");
                return Ok(parked);
            }
        };
        for verdict in &page.verdicts {
            parked += park(domain, verdict).await?;
        }
        let moved = page.next != place;
        if moved {
            place.clone_from(&page.next);
            domain.store().set_system_value(PLACE, page.next).await?;
        }
        if !page.more || !moved {
            return Ok(parked);
        }
    }
}

/// Parks the device a verdict is about, with every session that held it when the verdict was given and whose app has not
/// said since that it is its own.
async fn park(domain: &Domain, verdict: &LateVerdict) -> StoreResult<usize> {
    if verdict.status != PushStatus::Remove {
        return Ok(0);
    }
    let device_id = format!("{}:{}", verdict.platform, verdict.device_id);
    let mut parked = 0;
    for device in domain.store().holders_of(device_id.clone()).await? {
        let session = domain.store().session(device.session_id).await?;
        let is_older = session.is_some_and(|session| session.create_at.max(device.attached_at) < verdict.at);
        if is_older && device.removed_device_id != device_id {
            domain.store().park_device(device.session_id, device_id.clone()).await?;
            domain.changed(Change::Devices(device.user_id));
            parked += 1;
        }
    }
    Ok(parked)
}
