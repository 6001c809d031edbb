use std::sync::atomic::Ordering;

use countersign_push_content::Compat;

use crate::{
    callers::Caller,
    decode,
    reply::{Failure, Reply},
    site::{Body, Site, Told},
};

impl Site {
    /// `POST /api/v1/send_push`.
    pub(super) async fn send_push(&self, body: Body, compat: Compat, caller: Option<&Caller>) -> Told {
        let reply = self.send_one(body, caller).await;
        let mut told = Told::json(&reply.answer(compat));
        if reply == Reply::Fail(Failure::NotAllowed) {
            told.status = 403;
        }
        if let Reply::Busy(wait) = reply {
            told.status = 503;
            told.retry_after = Some(wait.as_secs().max(1));
        }
        told
    }

    /// Reads a push and sees to it.
    pub(super) async fn send_one(&self, body: Body, caller: Option<&Caller>) -> Reply {
        let started = self.clock.ticks();
        let reply = match read(body) {
            Ok(message) if caller.is_some_and(|caller| !caller.may_send(&message)) => Reply::Fail(Failure::NotAllowed),
            Ok(message) => self.courier.accept(message).await,
            Err(failure) => Reply::Fail(failure),
        };
        if let (Reply::Fail(Failure::NotAllowed), Some(caller)) = (&reply, caller) {
            self.metrics.denied.add(caller.metric_label());
        }
        let before_sending = matches!(
            reply,
            Reply::Fail(
                Failure::Unreadable(_)
                    | Failure::NoServer
                    | Failure::NoDevice { .. }
                    | Failure::NoTarget { .. }
                    | Failure::BadDevice
                    | Failure::NotAllowed
            )
        );
        if before_sending {
            self.metrics.bad_request.fetch_add(1, Ordering::Relaxed);
        }
        self.metrics.request.observe(self.clock.ticks().saturating_sub(started));
        reply
    }
}

fn read(body: Body) -> Result<countersign_wire_push::PushMessage, Failure> {
    let body = match body {
        Body::Whole(body) => body,
        Body::TooLarge => return Err(Failure::Unreadable("http: request body too large".to_owned())),
        Body::Cut => return Err(Failure::Unreadable("unexpected EOF".to_owned())),
    };
    let message = decode::push(&body).map_err(|error| Failure::Unreadable(error.to_string()))?;
    if message.server_id.is_empty() {
        return Err(Failure::NoServer);
    }
    if message.device_id.is_empty() {
        return Err(Failure::NoDevice { server_id: message.server_id });
    }
    Ok(message)
}
