use countersign_primitives::DeviceId;
use countersign_server_rules::{
    notify::push_gate,
    push_content::{AddressedPush, address_test, test_push as test_message},
};
use countersign_wire_push::PushStatus;

use crate::domain::Domain;

/// Whether a device can be reached by pushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reachability {
    /// The gateway takes pushes for it.
    Reachable,
    /// It cannot: pushes are off, or the gateway calls the device dead.
    Unreachable,
    /// Nobody knows: the gateway did not answer as it should.
    Unknown,
}

/// Asks the gateway whether a device can be reached, with a push that shows nothing.
pub async fn test_push(domain: &Domain, device_id: &str) -> Reachability {
    let settings = domain.settings();
    let gateway_url = &settings.email_settings.push_notification_server;
    let is_open = push_gate(settings.email_settings.send_push_notifications).is_ok() && !gateway_url.is_empty();
    let Some(device) = device_id.parse::<DeviceId>().ok().filter(|_| is_open) else {
        return Reachability::Unreachable;
    };
    let identity = domain.identity();
    let AddressedPush { mut message, claims } = address_test(test_message(), &device, identity.server_id);
    let Ok(signature) = identity.signer.sign(&claims) else { return Reachability::Unknown };
    message.signature = signature;
    match domain.gateway().send(gateway_url, &message).await.map(|answer| answer.status) {
        Ok(PushStatus::Remove) => Reachability::Unreachable,
        Ok(PushStatus::Fail) | Err(_) => Reachability::Unknown,
        Ok(PushStatus::Ok | PushStatus::Other(_)) => Reachability::Reachable,
    }
}
