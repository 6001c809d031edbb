//! Many pushes in one request, to gateways that take that.
//!
//! A few requests are under way at a time. A push that comes while there are fewer goes at once, by itself; those that
//! come while there are as many wait, and go together in the next request. So nothing waits for company, and what waits
//! for a slow gateway costs one request instead of many.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use countersign_server_domain::ports::gateway::GatewayError;
use countersign_wire_push::{BatchAnswer, PushAnswer};
use http::Method;
use parking_lot::Mutex;
use tokio::sync::oneshot;

use super::{Site, is_unknown_page, judge};

/// Requests under way at a time, as long as the gateway takes many pushes in one.
const REQUESTS: usize = 8;
/// Pushes in one request: as many as fit into what is read of an answer.
const MOST: usize = 50;

/// Pushes that wait for a request to carry them.
#[derive(Default)]
pub(super) struct Line {
    state: Mutex<State>,
    /// The gateway takes one push at a time, as the incumbent does.
    takes_one: AtomicBool,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Waiting>,
    requests: usize,
}

struct Waiting {
    push: Vec<u8>,
    tell: oneshot::Sender<Result<PushAnswer, GatewayError>>,
}

/// Sends a push, with others when others wait.
pub(super) async fn send(site: Arc<Site>, push: Vec<u8>) -> Result<PushAnswer, GatewayError> {
    if site.line.takes_one.load(Ordering::Relaxed) {
        return site.send(push).await;
    }
    let (tell, told) = oneshot::channel();
    let is_free = {
        let mut state = site.line.state.lock();
        state.waiting.push_back(Waiting { push, tell });
        let is_free = state.requests < REQUESTS;
        state.requests += usize::from(is_free);
        is_free
    };
    if is_free {
        // On its own: it carries the pushes of others too, who must not depend on this caller.
        tokio::spawn(carry(site));
    }
    told.await.unwrap_or_else(|_| Err(GatewayError::Unreachable("the request was given up".to_owned())))
}

/// Carries what waits, until nothing does.
async fn carry(site: Arc<Site>) {
    while let Some(mut pushes) = next(&site.line) {
        if pushes.len() == 1
            && let Some(Waiting { push, tell }) = pushes.pop()
        {
            let _ = tell.send(site.send(push).await);
        } else {
            carry_many(&site, pushes).await;
        }
    }
}

/// What goes with the next request; ends the request's turn when nothing waits.
fn next(line: &Line) -> Option<Vec<Waiting>> {
    let mut state = line.state.lock();
    let many = if line.takes_one.load(Ordering::Relaxed) { 1 } else { MOST };
    let count = state.waiting.len().min(many);
    if count == 0 {
        state.requests -= 1;
        return None;
    }
    Some(state.waiting.drain(..count).collect())
}

async fn carry_many(site: &Site, pushes: Vec<Waiting>) {
    let mut body = Vec::new();
    for waiting in &pushes {
        body.extend_from_slice(&waiting.push);
        body.push(b'\n');
    }
    let answered = match site.ask(Method::POST, "/api/v2/send", body).await {
        Ok(answer) if is_unknown_page(answer.status) => {
            site.line.takes_one.store(true, Ordering::Relaxed);
            return one_by_one(site, pushes).await;
        }
        Ok(answer) => judge(answer),
        Err(error) => Err(error),
    };
    let mut pushes: Vec<_> = pushes.into_iter().map(|waiting| Some(waiting.tell)).collect();
    let mut tell = |index: usize, answer| {
        if let Some(tell) = pushes.get_mut(index).and_then(Option::take) {
            let _ = tell.send(answer);
        }
    };
    match answered {
        Ok(answer) => {
            let lines = answer.body.split(|byte| *byte == b'\n');
            for line in lines.filter_map(|line| serde_json::from_slice::<BatchAnswer>(line).ok()) {
                tell(usize::try_from(line.index).unwrap_or(usize::MAX), answer_of(line));
            }
            // Whoever is not answered is told below, that its request was given up.
        }
        Err(error) => (0..MOST).for_each(|index| tell(index, Err(error.clone()))),
    }
}

/// To a gateway that turned out to take one push at a time.
async fn one_by_one(site: &Site, pushes: Vec<Waiting>) {
    for Waiting { push, tell } in pushes {
        let _ = tell.send(site.send(push).await);
    }
}

fn answer_of(line: BatchAnswer) -> Result<PushAnswer, GatewayError> {
    if line.is_worth_repeating() {
        return Err(GatewayError::Unreachable("the gateway has no room now".to_owned()));
    }
    Ok(line.answer)
}
