//! Recorded pushes against those the rules build.

use countersign_primitives::DeviceId;
use countersign_server_rules::push_content::{AddressedPush, address};
use countersign_wire_push::PushMessage;
use serde_json::Value;

use crate::world::id;

/// Addresses a push to the device of a recorded one and writes it with the recording's masks.
pub(crate) fn masked(push: PushMessage, recorded: &Value) -> Value {
    let text = |key: &str| recorded.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let device: DeviceId = format!("{}:{}", text("platform"), text("device_id")).parse().expect("a device id");
    let AddressedPush { message, claims } = address(push, &device, id("k"), id("v"), id("r"));
    assert_eq!((claims.ack_id.as_str(), claims.device_id.as_str()), (message.ack_id.as_str(), device.token()));
    let mut value = serde_json::to_value(message).expect("a push is JSON");
    for (key, letter, only) in [
        ("ack_id", "k", None),
        ("server_id", "v", None),
        ("post_id", "p", None),
        ("root_id", "o", None),
        ("channel_id", "c", None),
        ("team_id", "a", None),
        ("sender_id", "s", Some("<user:")),
    ] {
        mask(&mut value, recorded, key, letter, only);
    }
    value["signature"] = recorded["signature"].clone();
    value
}

/// Puts the recording's label in the place of an id, provided that the id is the expected one.
fn mask(value: &mut Value, recorded: &Value, key: &str, letter: &str, only: Option<&str>) {
    let (Some(ours), Some(label)) = (value.get_mut(key), recorded.get(key)) else { return };
    let is_label = label.as_str().is_some_and(|label| label.starts_with(only.unwrap_or("<")));
    if is_label && ours.as_str() == Some(&letter.repeat(26)) {
        *ours = label.clone();
    }
}
