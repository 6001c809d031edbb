//! A flow from its first line to its last.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Map, Value, json};

use super::{
    compare::{Differences, compare},
    events::Numbers,
    given::{Act, Given},
    recording::{Flow, Step, What, page},
    world::World,
};
use crate::{
    client::{Call, Reply},
    socket::Socket,
};

/// How long an event may take.
const EVENT: Duration = Duration::from_secs(2);
/// How long many events may take, on a machine that does other things.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the server may take to close a socket that says nothing.
const CLOSE: Duration = Duration::from_secs(8);

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
}

/// A socket and what is still to be heard on it.
struct Open {
    socket: Socket,
    expected: Vec<(u64, Value)>,
    numbers: Numbers,
    /// The connection's id.
    id: Option<String>,
    /// Whose it is.
    user: Option<String>,
    /// The recording does not show it: what it hears is as it was.
    is_unseen: bool,
}

pub(crate) async fn replay(flow: &Flow, text: &str, given: &Given) -> Vec<Outcome> {
    let world = World::new(flow, text, given).await;
    let mut replay = Replay {
        world,
        flow,
        given,
        sockets: BTreeMap::new(),
        outcomes: Vec::new(),
        numbers: BTreeMap::new(),
        users: BTreeMap::new(),
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

    async fn call(&mut self, step: u64, request: &Value, response: &Value) {
        let (method, path) =
            (request["method"].as_str().unwrap_or_default(), request["path"].as_str().unwrap_or_default());
        let page = page(method, path);
        let verdict = match self.filled(request).await {
            Ok(call) => {
                let reply = self.world.send(call).await;
                let is_unbuilt = |body: &Value| body["id"] == "api.context.404.app_error" || body.is_null();
                let was_there = response["status"] != 404 || !is_unbuilt(&response["body"]);
                if reply.status == 404 && is_unbuilt(&reply.json()) && was_there {
                    Verdict::NotBuilt
                } else {
                    verdict(self.answer(response, &reply))
                }
            }
            Err(mask) => Verdict::Blocked(format!("{mask} is nothing")),
        };
        self.note(step, page, verdict);
    }

    /// A recorded request with the values of this replay.
    async fn filled(&mut self, request: &Value) -> Result<Call, String> {
        if self.fill(request).is_err() {
            // What it needs may have been heard on a socket.
            let open: Vec<String> = self.sockets.keys().cloned().collect();
            for socket in open {
                self.listen(&socket, false).await;
            }
        }
        loop {
            match self.fill(request) {
                Err(mask) if self.world.find_out(&mask).await => {}
                filled => return filled,
            }
        }
    }

    fn fill(&self, request: &Value) -> Result<Call, String> {
        let labels = &self.world.labels;
        // The recorder left the ends of names out, but for some.
        let whole = |text: &str| text.replace("GINA-X38AC9", "GINA").replace("wave_x", "wave_");
        let text = |value: &Value| labels.fill(&whole(value.as_str().unwrap_or_default()));
        let mut call = Call::new(&text(&request["method"])?, &text(&request["path"])?);
        call = call.header("accept-encoding", "gzip, deflate");
        for (name, value) in request["headers"].as_object().into_iter().flatten() {
            call = call.header(name, &text(value)?);
        }
        let has_type = call.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if let Some(raw) = request["body_raw"].as_str() {
            let maker = request["headers"]["Authorization"].as_str().and_then(|held| held.split(':').nth(1));
            let maker = maker.map(|name| labels.fill(&format!("<user:{name}>"))).transpose()?.unwrap_or_default();
            let filled = if raw.starts_with("multipart") { labels.fill(raw)? } else { raw.to_owned() };
            if let Some(body) = super::form::described(&filled, &maker) {
                call.body = body.into();
                if !has_type {
                    call = call.header("content-type", "multipart/form-data; boundary=boundary123");
                }
                return Ok(call);
            }
            call.body = match raw {
                "<310 kB JSON body>" => format!("{{\"message\":\"{}\"}}", "x".repeat(310_000)).into(),
                raw => labels.fill(raw)?.into(),
            };
        } else if let Some(body) = request.get("body") {
            let text = super::mask::lengthen(&whole(&numbers(body, labels).to_string()));
            call.body = labels.fill(&text)?.into();
            if !has_type {
                call = call.header("content-type", "application/json");
            }
        }
        Ok(call)
    }

    fn answer(&mut self, recorded: &Value, reply: &Reply) -> Differences {
        let mut differences = Vec::new();
        let labels = &mut self.world.labels;
        if recorded["status"] != reply.status {
            // Nothing else can be as it was.
            let ours = reply.json()["id"].as_str().filter(|id| id.contains('.')).unwrap_or("answered").to_owned();
            let id = recorded["body"]["id"].as_str().filter(|id| id.contains('.')).unwrap_or("answered");
            differences
                .push(format!("status is {} ({ours}), recorded was {} ({id})", reply.status, recorded["status"]));
            return differences;
        }
        if recorded.get("headers").is_some() {
            differences.extend(super::headers::compare_headers(recorded, reply, labels));
        }
        if let Some(body) = recorded.get("body") {
            let ours =
                if body.is_null() && reply.body.is_empty() { Value::String(String::new()) } else { reply.json() };
            differences.extend(compare(body, &ours, labels));
        } else if let Some(raw) = recorded["body_raw"].as_str() {
            differences.extend(compare(&raw.into(), &reply.text().into(), labels));
        } else if let Some(lines) = recorded.get("body_ndjson") {
            let ours = reply.text().lines().filter_map(|line| serde_json::from_str(line).ok()).collect::<Vec<Value>>();
            differences.extend(compare(lines, &Value::Array(ours), labels));
        }
        differences
    }

    /// Where a resumed socket goes on: our numbers may be others than the recorded ones.
    fn resumed(&self, path: &str) -> (String, Numbers) {
        let known = self.numbers.iter().find(|(id, _)| path.contains(id.as_str())).map(|(_, numbers)| *numbers);
        let asked =
            path.split_once("sequence_number=").and_then(|(head, number)| Some((head, number.parse::<i64>().ok()?)));
        match (known, asked) {
            (Some(numbers), Some((head, asked))) => {
                let ours = (numbers.next_of_ours + asked - numbers.next_recorded).max(0);
                let numbers = Numbers { ahead: ours - asked, ..numbers };
                (format!("{head}sequence_number={ours}"), numbers)
            }
            _ => (path.to_owned(), Numbers::default()),
        }
    }

    async fn open(&mut self, step: u64, name: &str, request: &Value, status: u64) {
        let call = match self.filled(request).await {
            Ok(call) => call,
            Err(mask) => return self.note(step, "WS open".to_owned(), Verdict::Blocked(format!("{mask} is nothing"))),
        };
        let headers: Vec<_> = call.headers.into_iter().filter(|(name, _)| name != "accept-encoding").collect();
        let (path, numbers) = self.resumed(&call.path);
        let opened = Socket::open(self.world.server.address, &path, &headers).await;
        let ours = match &opened {
            Ok(_) => 101,
            Err(refused) => u64::from(refused.status),
        };
        if let Ok(socket) = opened {
            let id = call.path.split("connection_id=").nth(1).and_then(|rest| rest.split('&').next());
            let id = id.filter(|id| id.len() == 26).map(str::to_owned);
            let user = id.as_ref().and_then(|id| self.users.get(id)).cloned();
            let open = Open { socket, expected: Vec::new(), numbers, id, user, is_unseen: false };
            self.sockets.insert(name.to_owned(), open);
            if headers.iter().any(|(name, _)| ["authorization", "cookie"].contains(&name.to_ascii_lowercase().as_str()))
            {
                self.arrive(name).await;
            }
        }
        let differences =
            if ours == status { Vec::new() } else { vec![format!("status is {ours}, recorded was {status}")] };
        self.note(step, "WS open".to_owned(), verdict(differences));
    }

    /// A socket that the recording tells of and does not show.
    async fn open_unseen(&mut self, name: &str, user: &str, mask: &str) {
        let token = self.world.labels.get(&format!("<token:{user}>")).unwrap_or_default();
        let headers = [("authorization".to_owned(), format!("Bearer {token}"))];
        let path = "/api/v4/websocket?connection_id=&sequence_number=0";
        let opened = Socket::open(self.world.server.address, path, &headers).await;
        let socket = opened.unwrap_or_else(|refused| panic!("{name}: {}", refused.status));
        let expected = Vec::new();
        let open = Open { socket, expected, numbers: Numbers::default(), id: None, user: None, is_unseen: true };
        self.sockets.insert(name.to_owned(), open);
        self.arrive(name).await;
        self.listen(name, false).await;
        let id = self.sockets.get(name).and_then(|open| open.id.clone()).unwrap_or_default();
        self.world.labels.bind(mask, &id);
    }

    /// Posts what the recording hears on a socket.
    async fn post_again(&mut self, name: &str, author: &str, channel: &str) {
        let texts: Vec<String> = self.flow.steps.iter().filter_map(|step| posted_on(step, name)).collect();
        for text in texts {
            self.world.post(None, (author, channel, ""), &text).await;
        }
    }

    /// Waits until the server knows that a socket's user is there.
    async fn arrive(&mut self, name: &str) {
        let Some(open) = self.sockets.get_mut(name) else { return };
        open.socket.wait(1, EVENT).await;
        let is_new = open.user.is_none();
        open.user = open.user.take().or_else(|| open.socket.user_id());
        let Some(user) = open.user.clone() else { return };
        self.world.wait_for_presence(&user, |status| status != "offline").await;
        let is_first = self.sockets.values().filter(|open| open.user.as_ref() == Some(&user)).count() == 1;
        if let Some(open) = self.sockets.get_mut(name).filter(|_| is_new && is_first) {
            // The socket hears that its user is there now.
            open.socket.wait(2, EVENT).await;
        }
    }

    /// The client is gone, without a word. Waits until the server knows.
    async fn lose(&mut self, name: &str) {
        self.listen(name, true).await;
        let Some(user) = self.sockets.remove(name).and_then(|open| open.user) else { return };
        if !self.sockets.values().any(|open| open.user.as_ref() == Some(&user)) {
            self.world.wait_for_presence(&user, |status| status == "offline").await;
        }
    }

    async fn send(&mut self, step: u64, name: &str, text: &Value) {
        self.listen(name, false).await;
        if let Some(Err(mask)) = text.as_object().map(|_| self.world.labels.fill(&text.to_string())) {
            self.world.find_out(&mask).await;
        }
        let text = match text {
            Value::String(text) => Ok(text.clone()),
            frame => self.world.labels.fill(&frame.to_string()),
        };
        self.world.server.pass(Duration::from_millis(5));
        match (text, self.sockets.get_mut(name)) {
            (Ok(text), Some(open)) => {
                let says_who = text.contains("authentication_challenge") && open.user.is_none();
                open.socket.send(text).await;
                if says_who {
                    self.arrive(name).await;
                }
            }
            (Err(mask), _) => self.note(step, "WS send".to_owned(), Verdict::Blocked(format!("{mask} is nothing"))),
            (_, None) => self.note(step, "WS send".to_owned(), Verdict::Blocked("no such socket".to_owned())),
        }
    }

    async fn closed(&mut self, step: u64, name: &str) {
        self.listen(name, false).await;
        let Some(mut open) = self.sockets.remove(name) else {
            return self.note(
                step,
                "WS closed by the server".to_owned(),
                Verdict::Blocked("no such socket".to_owned()),
            );
        };
        let differences = if open.socket.closed(CLOSE).await { Vec::new() } else { vec!["stays open".to_owned()] };
        self.note(step, "WS closed by the server".to_owned(), verdict(differences));
    }

    /// Compares what was heard on a socket with what should have been. At the end nothing else may come.
    async fn listen(&mut self, name: &str, is_end: bool) {
        let Some(open) = self.sockets.get_mut(name) else { return };
        let expected = std::mem::take(&mut open.expected);
        open.socket.wait(expected.len(), EVENT).await;
        if is_end {
            open.socket.settle(if open.is_unseen { PATIENCE } else { EVENT }).await;
        }
        let heard = open.socket.take();
        if let Some(id) = heard.iter().find_map(|frame| frame.pointer("/data/connection_id")?.as_str()) {
            // A new connection counts from the beginning.
            (open.id, open.numbers) = (Some(id.to_owned()), Numbers::default());
        }
        let aligned = super::events::align(&expected, &heard, &mut open.numbers, self.given, &mut self.world.labels);
        if open.is_unseen {
            open.numbers.next_recorded = open.numbers.next_of_ours;
        }
        if let Some(id) = &open.id {
            self.numbers.insert(id.clone(), open.numbers);
            self.users.extend(open.user.clone().map(|user| (id.clone(), user)));
        }
        for (step, page, differences) in aligned {
            self.note(step, page, verdict(differences));
        }
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
        let is_silent = outcome.verdict == Verdict::Differs(vec!["was not heard".to_owned()]);
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

/// The text of the post that was heard in a step.
fn posted_on(step: &Step, name: &str) -> Option<String> {
    let What::Heard { socket, frame } = &step.what else { return None };
    let post: Value = serde_json::from_str(frame.pointer("/data/post")?.as_str()?).ok()?;
    (socket == name).then(|| post["message"].as_str().map(str::to_owned))?
}

/// The name of an event or reply.
pub(crate) fn event(frame: &Value) -> String {
    frame["event"].as_str().map_or_else(|| "WS reply".to_owned(), |event| format!("WS {event}"))
}

/// A recorded body in which times are numbers again.
fn numbers(body: &Value, labels: &super::mask::Labels) -> Value {
    match body {
        Value::String(text) if super::mask::is_time(text) => {
            labels.get(text).and_then(|time| time.parse::<i64>().ok()).map_or(body.clone(), Value::from)
        }
        Value::Array(items) => items.iter().map(|item| numbers(item, labels)).collect(),
        Value::Object(members) => {
            let members: Map<_, _> = members.iter().map(|(key, item)| (key.clone(), numbers(item, labels))).collect();
            Value::Object(members)
        }
        other => other.clone(),
    }
}
