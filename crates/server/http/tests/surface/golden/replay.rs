//! A flow from its first line to its last.

#[path = "replay/calls.rs"]
mod calls;
#[path = "replay/sockets.rs"]
mod sockets;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    accepted::Accepted,
    compare::Differences,
    events::{Numbers, UNHEARD},
    given::{Act, Given},
    recording::{Flow, Step, What},
    world::World,
};
use sockets::Open;

/// How one line went.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) step: u64,
    /// The page, or the event.
    pub(crate) page: String,
    pub(crate) verdict: Verdict,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Equal,
    /// There is no such page yet.
    NotBuilt,
    /// It cannot be tried, because of what is missing before.
    Blocked(String),
    Differs(Differences),
}

struct Replay<'a> {
    world: World,
    flow: &'a Flow,
    given: &'a Given,
    sockets: BTreeMap<String, Open>,
    outcomes: Vec<Outcome>,
    /// By connection, what [`Open::numbers`] were last.
    numbers: BTreeMap<String, Numbers>,
    /// By connection, whose it is.
    users: BTreeMap<String, String>,
    /// Events that are not waited for, because here they never come.
    silent: BTreeSet<u64>,
}

pub(crate) async fn replay(name: &str, flow: &Flow, text: &str, given: &Given) -> Vec<Outcome> {
    let world = World::new(flow, text, given).await;
    let mut replay = Replay {
        world,
        flow,
        given,
        sockets: BTreeMap::new(),
        outcomes: Vec::new(),
        numbers: BTreeMap::new(),
        users: BTreeMap::new(),
        silent: Accepted::read().never_heard(name),
    };
    for step in &flow.steps {
        replay.step(step).await;
    }
    let open: Vec<String> = replay.sockets.keys().cloned().collect();
    for socket in open {
        replay.listen(&socket, true).await;
    }
    replay.outcomes.sort_by_key(|outcome| outcome.step);
    silent_causes(&mut replay.outcomes);
    replay.outcomes
}

impl Replay<'_> {
    async fn step(&mut self, step: &Step) {
        for act in self.given.before.get(&step.number.to_string()).into_iter().flatten() {
            match Act::read(act) {
                Act::Drop(socket) => self.lose(&socket).await,
                Act::Open { socket, user, mask } => self.open_unseen(&socket, &user, &mask).await,
                Act::Again { socket, author, channel } => self.post_again(&socket, &author, &channel).await,
                Act::Pass(seconds) => {
                    // What was said before is heard before.
                    self.listen_everywhere().await;
                    self.world.act(&Act::Pass(seconds)).await;
                }
                act => self.world.act(&act).await,
            }
        }
        match &step.what {
            What::Call { request, response, caller } => {
                let mut request = request.clone();
                if request.get("headers").is_none()
                    && let Some(caller) = caller
                {
                    // A line whose long body the recorder shortened.
                    request["headers"] = json!({ "Authorization": format!("Bearer <token:{caller}:1>") });
                    if request.get("body").is_none() && response["status"] == 413 {
                        request["body_raw"] = "<310 kB JSON body>".into();
                    }
                }
                self.call(step.number, &request, response).await;
            }
            What::Open { socket, request, status } => self.open(step.number, socket, request, *status).await,
            What::Send { socket, text } => self.send(step.number, socket, text).await,
            What::Heard { socket, frame } => match self.sockets.get_mut(socket) {
                Some(open) => open.expected.push((step.number, frame.clone())),
                None => self.note(step.number, event(frame), Verdict::Blocked("no such socket".to_owned())),
            },
            What::ClosedByServer { socket } => self.closed(step.number, socket).await,
            What::Remark => {}
        }
    }

    fn note(&mut self, step: u64, page: String, verdict: Verdict) {
        self.outcomes.push(Outcome { step, page, verdict });
    }
}

/// What was not heard because the call that causes it could not be made is no difference. An event stands on either side
/// of its call.
fn silent_causes(outcomes: &mut [Outcome]) {
    let could_not = |verdict: &Verdict| matches!(verdict, Verdict::NotBuilt | Verdict::Blocked(_));
    let calls: Vec<Option<bool>> = outcomes
        .iter()
        .map(|outcome| (!outcome.page.starts_with("WS ")).then(|| could_not(&outcome.verdict)))
        .collect();
    for (place, outcome) in outcomes.iter_mut().enumerate() {
        let is_silent = outcome.verdict == Verdict::Differs(vec![UNHEARD.to_owned()]);
        let before = calls[..place].iter().rev().find_map(|call| *call);
        let after = calls[place..].iter().find_map(|call| *call);
        if is_silent && (before == Some(true) || after == Some(true)) {
            outcome.verdict = Verdict::Blocked("its cause could not be tried".to_owned());
        }
    }
}

fn verdict(differences: Differences) -> Verdict {
    if differences.is_empty() { Verdict::Equal } else { Verdict::Differs(differences) }
}

/// The name of an event or reply.
pub(crate) fn event(frame: &Value) -> String {
    frame["event"].as_str().map_or_else(|| "WS reply".to_owned(), |event| format!("WS {event}"))
}
