use countersign_primitives::TimestampMs;
use serde::{Deserialize, Serialize};

use crate::PushStatus;

/// A verdict that came after the caller was answered: one item of `GET /api/v2/feedback`. Only removals are told; a
/// push that was given up late changes nothing for its sender.
///
/// Ours alone: the incumbent has no such endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateVerdict {
    /// The push it came of; empty for pushes without an `ack_id`.
    pub ack_id: String,
    /// The platform as it was posted: `apple_rn-v2`.
    pub platform: String,
    /// The device token as it was posted.
    pub device_id: String,
    /// [`PushStatus::Remove`].
    pub status: PushStatus,
    /// Why, in words for an operator.
    pub reason: String,
    /// When the vendor said so, by the gateway's clock. A token that was registered later is not meant.
    pub at: TimestampMs,
}

/// The answer of `GET /api/v2/feedback?server_id=…&after=…&limit=…`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeedbackPage {
    /// The oldest first; empty when there is nothing new.
    pub verdicts: Vec<LateVerdict>,
    /// What to send as `after` next time. Opaque. One the gateway does not know (it was set up anew) starts from the
    /// beginning: verdicts may therefore be told twice, never left out while they are kept.
    pub next: String,
    /// Whether more are waiting: ask again at once.
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_written_in_plain_keys_and_read_with_anything_missing() {
        let page = FeedbackPage {
            verdicts: vec![LateVerdict {
                ack_id: "a".to_owned(),
                platform: "apple_rn-v2".to_owned(),
                device_id: "d".to_owned(),
                status: PushStatus::Remove,
                reason: "gone".to_owned(),
                at: TimestampMs(5),
            }],
            next: "x-1".to_owned(),
            more: false,
        };
        let json = serde_json::to_string(&page).unwrap();
        assert_eq!(
            json,
            r#"{"verdicts":[{"ack_id":"a","platform":"apple_rn-v2","device_id":"d","status":"REMOVE","reason":"gone","at":5}],"next":"x-1","more":false}"#
        );
        assert_eq!(serde_json::from_str::<FeedbackPage>(&json).unwrap(), page);
        assert_eq!(serde_json::from_str::<FeedbackPage>("{}").unwrap(), FeedbackPage::default());
    }
}
