use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt, stream};
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;

use crate::{journal::PhoneEvent, phone::Machine};

/// `GET /events`: the device as it is, then everything that happens, as `bridge`, `device` and `trace` events. A page that
/// falls far behind is disconnected; it comes back by itself and looks at everything again.
pub(super) async fn stream(State(machine): State<Arc<Machine>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let receiver = machine.journal.events();
    let first = event(&PhoneEvent::Device(Box::new(machine.hardware.view())));
    let stop = machine.stop.clone();
    let rest = stream::unfold((receiver, stop), |(mut receiver, stop)| async {
        let next = tokio::select! {
            next = receiver.recv() => next,
            () = stop.cancelled() => Err(RecvError::Closed),
        };
        Some((event(&next.ok()?), (receiver, stop)))
    });
    let events = stream::once(std::future::ready(first)).chain(rest).map(Ok);
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

fn event(event: &PhoneEvent) -> Event {
    match event {
        PhoneEvent::Bridge(event) => named("bridge", event),
        PhoneEvent::Device(view) => named("device", view),
        PhoneEvent::Trace(step) => named("trace", step),
    }
}

fn named(kind: &str, data: &impl Serialize) -> Event {
    let json = serde_json::to_string(data).expect("views hold nothing JSON cannot");
    Event::default().event(kind).data(json)
}
