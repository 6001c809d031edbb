use std::sync::{Arc, atomic::Ordering};

use countersign_wire_push::PushAnswer;

use crate::{
    callers::{Caller, Presented, Unauthorized},
    site::{Ask, Body, Site, SiteSettings, Told},
};

impl Site {
    /// Who asks; `None` where anybody may.
    ///
    /// # Errors
    /// The answer to somebody who may not.
    pub(super) fn admit<'s>(&self, ask: &Ask<'_>, settings: &'s SiteSettings) -> Result<Option<&'s Arc<Caller>>, Told> {
        let Some(callers) = &settings.callers else { return Ok(None) };
        let body = match &ask.body {
            Body::Whole(body) => &body[..],
            Body::TooLarge | Body::Cut => b"",
        };
        let shown = Presented {
            method: ask.method,
            path: ask.sent_path,
            query: ask.query,
            header: ask.header,
            certificate: ask.certificate,
            body,
        };
        match callers.recognise(&shown, &self.replays, self.clock.now(), self.clock.ticks()) {
            Ok(caller) => {
                self.metrics.caller_requests.add(caller.metric_label());
                Ok(Some(caller))
            }
            Err(why) => Err(self.turn_away(why)),
        }
    }

    fn turn_away(&self, why: Unauthorized) -> Told {
        self.metrics.unauthorized.add(format!("reason=\"{}\"", why.as_str()));
        // One line for the first of many: a stranger must not fill the log.
        if self.metrics.turned_away.fetch_add(1, Ordering::Relaxed).is_multiple_of(1000) {
            tracing::warn!(reason = why.as_str(), "a caller was turned away");
        }
        let mut told = Told::json(&PushAnswer::fail(why.text()));
        told.status = if why == Unauthorized::Busy { 503 } else { 401 };
        told.retry_after = (why == Unauthorized::Busy).then_some(60);
        told.asks_for_token = why != Unauthorized::Busy;
        told
    }
}
