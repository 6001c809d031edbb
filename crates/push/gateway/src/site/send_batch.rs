use std::sync::{Arc, atomic::Ordering};

use bytes::Bytes;
use countersign_wire_push::{BatchAnswer, PushAnswer};

use crate::{
    callers::Caller,
    reply::Reply,
    site::{Ask, Body, Site, Told},
};

/// Who sends a batch.
pub(crate) struct BatchCaller {
    /// `None` where anybody may.
    caller: Option<Arc<Caller>>,
    throttle_key: String,
}

impl Site {
    /// Who asks to send many pushes, whose body is read later.
    ///
    /// # Errors
    /// The answer to somebody who may not.
    pub(crate) fn admit_batch(&self, ask: &Ask<'_>) -> Result<BatchCaller, Told> {
        let settings = self.settings.load_full();
        if !(ask.header)("signature-input").is_empty() {
            // A signature is over the whole body, and this one is answered before it is there.
            let mut told = Told::json(&PushAnswer::fail("A batch cannot be signed: show a token or a certificate"));
            told.status = 400;
            return Err(told);
        }
        let caller = self.admit(ask, &settings)?.map(Arc::clone);
        Ok(BatchCaller { caller, throttle_key: settings.throttle_key(ask.header) })
    }

    /// One push of `POST /api/v2/send`: the line to answer with.
    pub(crate) async fn send_item(&self, index: u64, body: Body, caller: &BatchCaller) -> Bytes {
        let settings = self.settings.load_full();
        let denied =
            settings.allowance(&caller.throttle_key, self.clock.ticks()).and_then(|allowance| allowance.retry_after);
        let answer = if let Some(secs) = denied {
            self.metrics.throttled.fetch_add(1, Ordering::Relaxed);
            BatchAnswer { index, answer: PushAnswer::fail("limit exceeded"), retry_after_secs: Some(secs) }
        } else {
            let reply = self.send_one(body, caller.caller.as_deref()).await;
            let retry_after_secs = match &reply {
                Reply::Busy(wait) => Some(wait.as_secs().max(1)),
                _ => None,
            };
            BatchAnswer { index, answer: reply.answer(settings.compat), retry_after_secs }
        };
        let mut line = serde_json::to_vec(&answer).unwrap_or_default();
        line.push(b'\n');
        line.into()
    }
}
