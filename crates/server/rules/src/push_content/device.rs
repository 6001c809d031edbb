use countersign_primitives::{AckId, DeviceId, ServerId, UserId};
use countersign_wire_push::{PushClaims, PushMessage, PushType};

/// One device's copy of a push, and what its signature must cover. The signature itself is still empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressedPush {
    /// The push.
    pub message: PushMessage,
    /// The claims to sign: every kind of push is signed, also those the incumbent leaves unsigned.
    pub claims: PushClaims,
}

/// Addresses a push to one device. `ack_id` is fresh for each copy.
///
/// The claims name the user only in a wipe, where the signature later proves to the server whose device obeyed.
pub fn address(
    push: PushMessage,
    device: &DeviceId,
    ack_id: AckId,
    server_id: ServerId,
    user_id: UserId,
) -> AddressedPush {
    let is_wipe = push.kind == PushType::Session && push.message.is_empty();
    addressed(push, device, ack_id.to_string(), server_id, is_wipe.then(|| user_id.to_string()))
}

/// Addresses a test push, which has no `ack_id`: nobody acknowledges it.
pub fn address_test(push: PushMessage, device: &DeviceId, server_id: ServerId) -> AddressedPush {
    addressed(push, device, String::new(), server_id, None)
}

fn addressed(
    push: PushMessage,
    device: &DeviceId,
    ack_id: String,
    server_id: ServerId,
    user_id: Option<String>,
) -> AddressedPush {
    let claims = PushClaims { ack_id: ack_id.clone(), device_id: device.token().to_owned(), user_id };
    let message = PushMessage {
        ack_id,
        platform: device.platform().to_owned(),
        server_id: server_id.to_string(),
        device_id: device.token().to_owned(),
        signature: String::new(),
        ..push
    };
    AddressedPush { message, claims }
}
