use serde::{Deserialize, Serialize};

use crate::{PushAnswer, PushStatus};

/// What became of one push of a batch: one line of the answer of `POST /api/v2/send`.
///
/// The request's body holds one [`crate::PushMessage`] per line. Each gets one such line, in the order in which the
/// verdicts come; both are read and written as a stream.
///
/// JSON: `{"index":0,"status":"OK"}`, `{"index":1,"error":"…","status":"FAIL","retry_after_secs":5}`.
///
/// Ours alone: the incumbent has no such endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchAnswer {
    /// The line of the push in the request, from 0. Empty lines count.
    pub index: u64,
    /// The same answer as `POST /api/v1/send_push` gives.
    #[serde(flatten)]
    pub answer: PushAnswer,
    /// There was no room for this push: send it again after so many seconds. Missing in every other case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_secs: Option<u64>,
}

impl BatchAnswer {
    /// Whether the same push is worth sending again.
    pub fn is_worth_repeating(&self) -> bool {
        self.answer.status == PushStatus::Fail && self.retry_after_secs.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_and_read_back() {
        let full = BatchAnswer { index: 1, answer: PushAnswer::fail("full"), retry_after_secs: Some(5) };
        let text = serde_json::to_string(&full).unwrap();
        assert_eq!(text, r#"{"index":1,"error":"full","status":"FAIL","retry_after_secs":5}"#);
        assert!(full.is_worth_repeating());
        let read: BatchAnswer = serde_json::from_str(r#"{"index":0,"status":"OK"}"#).unwrap();
        assert_eq!(read, BatchAnswer { index: 0, answer: PushAnswer::ok(), retry_after_secs: None });
        assert!(!read.is_worth_repeating());
    }
}
