//! The data is what Android gets from the incumbent through Google.

use std::{collections::BTreeMap, path::Path, time::Duration};

use countersign_dispatch::Push;
use countersign_primitives::{SequenceRandom, TimestampMs};
use countersign_push_content::{Compat, Policy};
use countersign_webpush::message;
use countersign_wire_push::PushMessage;
use serde_json::Value;

/// Where the incumbent converts short codes, which this sender leaves to the app, or cuts elsewhere: here the encrypted
/// text has a limit, there the message has one.
fn text_differs_on_purpose(message: &PushMessage) -> bool {
    message.message.contains(':') || message.message.len() > 1400
}

#[test]
fn the_data_is_that_of_the_recordings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/golden/push-gateway");
    let mut compared = 0;
    for file in ["android-message", "android-silent", "android-id-loaded"] {
        let lines = std::fs::read_to_string(folder.join(format!("{file}.jsonl"))).unwrap();
        for line in lines.lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            let (sent, data) = (&case["request"]["body"], &case["upstream"][0]["body"]["message"]["data"]);
            let Ok(sent) = serde_json::from_value::<PushMessage>(sent.clone()) else { continue };
            let Ok(expected) = serde_json::from_value::<BTreeMap<String, String>>(data.clone()) else { continue };
            compare(&case["id"], sent, expected);
            compared += 1;
        }
    }
    assert!(compared > 90, "{compared} recordings were compared");
}

fn compare(id: &Value, sent: PushMessage, mut expected: BTreeMap<String, String>) {
    let differs = text_differs_on_purpose(&sent);
    let policy = Policy { compat: Compat::Strict, ..Policy::default() };
    let push = Push::new(sent, TimestampMs(0), Duration::from_secs(1), &SequenceRandom::new(1));
    let mut data: BTreeMap<String, String> = serde_json::from_slice(&message(&push, &policy, false)).unwrap();
    if differs {
        expected.remove("message");
        data.remove("message");
    }
    assert_eq!(data, expected, "{id}");
}
