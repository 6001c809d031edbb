//! What reads the bytes of strangers and of operators, laid open for fuzzing. Not part of the interface.

use countersign_wire_push::{PushAck, PushMessage};

use crate::{callers, config, decode};

/// The body of `send_push`, or of a line of a batch; `None` when it is refused.
pub fn push(bytes: &[u8]) -> Option<PushMessage> {
    decode::push(bytes).ok()
}

/// The body of `ack`.
pub fn ack(bytes: &[u8]) -> Option<PushAck> {
    decode::ack(bytes).ok()
}

/// What a `Signature-Input` says is signed, for a request with some value in each header; `None` when it is refused.
pub fn signature_base(input: &str) -> Option<String> {
    callers::signature_base(input)
}

/// The mistakes in a configuration of our own. No file that it names is read.
pub fn config_toml(text: &str) -> Vec<String> {
    config::mistakes(text, true)
}

/// The mistakes in one of the incumbent's.
pub fn config_json(text: &str) -> Vec<String> {
    config::mistakes(text, false)
}
