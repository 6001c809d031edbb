use std::sync::atomic::Ordering;

use countersign_push_content::Compat;
use countersign_wire_push::PushMessage;

use crate::{
    callers::Caller,
    decode,
    reply::{Failure, Reply},
    site::{AdmittedPush, Body, Site, Told},
};

impl Site {
    /// `POST /api/v1/send_push`, from where it is known who asks.
    pub(crate) fn send_admitted(&self, push: AdmittedPush) -> impl Future<Output = Told> + Send + use<'_> {
        let AdmittedPush { body, compat, caller, allowance } = push;
        let sending = self.send_one(body, caller.as_deref());
        async move {
            let mut told = told(&sending.await, compat);
            told.allowance = allowance;
            told
        }
    }

    /// Reads a push and sees to it. Reads it before the future: see [`crate::courier::Courier::accept`].
    pub(super) fn send_one(&self, body: Body, caller: Option<&Caller>) -> impl Future<Output = Reply> + Send + use<'_> {
        let started = self.clock.ticks();
        let begun = self.begin_one(body, caller).map(|message| self.courier.accept(message));
        async move {
            let reply = match begun {
                Ok(accepting) => accepting.await,
                Err(failure) => Reply::Fail(failure),
            };
            if is_refused_before_sending(&reply) {
                self.metrics.bad_request.fetch_add(1, Ordering::Relaxed);
            }
            self.metrics.request.observe(self.clock.ticks().saturating_sub(started));
            reply
        }
    }

    fn begin_one(&self, body: Body, caller: Option<&Caller>) -> Result<PushMessage, Failure> {
        let message = read(body)?;
        match caller {
            Some(caller) if !caller.may_send(&message) => {
                self.metrics.denied.add(caller.metric_label());
                Err(Failure::NotAllowed)
            }
            _ => Ok(message),
        }
    }
}

fn is_refused_before_sending(reply: &Reply) -> bool {
    matches!(
        reply,
        Reply::Fail(
            Failure::Unreadable(_)
                | Failure::NoServer
                | Failure::NoDevice { .. }
                | Failure::NoTarget { .. }
                | Failure::BadDevice
                | Failure::NotAllowed
        )
    )
}

fn told(reply: &Reply, compat: Compat) -> Told {
    let mut told = Told::json(&reply.answer(compat));
    if *reply == Reply::Fail(Failure::NotAllowed) {
        told.status = 403;
    }
    if let Reply::Busy(wait) = reply {
        told.status = 503;
        told.retry_after = Some(wait.as_secs().max(1));
    }
    told
}

fn read(body: Body) -> Result<PushMessage, Failure> {
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
