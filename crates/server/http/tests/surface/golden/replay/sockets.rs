//! The sockets of a flow: opened, lost, spoken to, and what is heard on them beside what should be.

use std::time::Duration;

use serde_json::Value;

use super::{Replay, Verdict, verdict};
use crate::{
    golden::{
        compare::Differences,
        events::{Numbers, UNHEARD, align},
        recording::{Step, What},
    },
    socket::Socket,
};

/// How long anything may take, on a machine that does other things.
const PATIENCE: Duration = Duration::from_secs(30);

/// A socket and what is still to be heard on it.
pub(super) struct Open {
    socket: Socket,
    pub(super) expected: Vec<(u64, Value)>,
    numbers: Numbers,
    /// The connection's id.
    id: Option<String>,
    /// Whose it is.
    user: Option<String>,
    /// The recording does not show it: what it hears is as it was.
    is_unseen: bool,
}

impl Replay<'_> {
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

    pub(super) async fn open(&mut self, step: u64, name: &str, request: &Value, status: u64) {
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
    pub(super) async fn open_unseen(&mut self, name: &str, user: &str, mask: &str) {
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
    pub(super) async fn post_again(&mut self, name: &str, author: &str, channel: &str) {
        let texts: Vec<String> = self.flow.steps.iter().filter_map(|step| posted_on(step, name)).collect();
        for text in texts {
            self.world.post(None, (author, channel, ""), &text).await;
        }
    }

    /// Waits until the server knows that a socket's user is there.
    async fn arrive(&mut self, name: &str) {
        let Some(open) = self.sockets.get_mut(name) else { return };
        open.socket.wait(1, PATIENCE).await;
        let is_new = open.user.is_none();
        open.user = open.user.take().or_else(|| open.socket.user_id());
        let Some(user) = open.user.clone() else { return };
        self.world.wait_for_presence(&user, |status| status != "offline").await;
        let is_first = self.sockets.values().filter(|open| open.user.as_ref() == Some(&user)).count() == 1;
        if let Some(open) = self.sockets.get_mut(name).filter(|_| is_new && is_first) {
            // The socket hears that its user is there now.
            open.socket.wait(2, PATIENCE).await;
        }
    }

    /// The client is gone, without a word. Waits until the server knows.
    pub(super) async fn lose(&mut self, name: &str) {
        self.listen(name, true).await;
        let Some(user) = self.sockets.remove(name).and_then(|open| open.user) else { return };
        if !self.sockets.values().any(|open| open.user.as_ref() == Some(&user)) {
            self.world.wait_for_presence(&user, |status| status == "offline").await;
        }
    }

    pub(super) async fn send(&mut self, step: u64, name: &str, text: &Value) {
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

    pub(super) async fn closed(&mut self, step: u64, name: &str) {
        self.listen(name, false).await;
        let Some(mut open) = self.sockets.remove(name) else {
            return self.note(
                step,
                "WS closed by the server".to_owned(),
                Verdict::Blocked("no such socket".to_owned()),
            );
        };
        let differences = if open.socket.closed(PATIENCE).await { Vec::new() } else { vec!["stays open".to_owned()] };
        self.note(step, "WS closed by the server".to_owned(), verdict(differences));
    }

    pub(super) async fn listen_everywhere(&mut self) {
        let open: Vec<String> = self.sockets.keys().cloned().collect();
        for socket in open {
            self.listen(&socket, false).await;
        }
    }

    /// Compares what was heard on a socket with what should have been. At the end nothing else may come.
    pub(super) async fn listen(&mut self, name: &str, is_end: bool) {
        let Some(open) = self.sockets.get_mut(name) else { return };
        let expected = std::mem::take(&mut open.expected);
        let is_all_there = |heard: &[Value]| {
            let (mut numbers, mut labels) = (open.numbers, self.world.labels.clone());
            let aligned = align(&expected, heard, &mut numbers, self.given, &mut labels);
            let misses = |differences: &Differences| differences.iter().any(|difference| difference == UNHEARD);
            !aligned.iter().any(|(step, _, differences)| misses(differences) && !self.silent.contains(step))
        };
        open.socket.wait_until(is_all_there, PATIENCE).await;
        if is_end {
            open.socket.settle(PATIENCE).await;
        }
        let heard = open.socket.take();
        if let Some(id) = heard.iter().find_map(|frame| frame.pointer("/data/connection_id")?.as_str()) {
            // A new connection counts from the beginning.
            (open.id, open.numbers) = (Some(id.to_owned()), Numbers::default());
        }
        let aligned = align(&expected, &heard, &mut open.numbers, self.given, &mut self.world.labels);
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

/// The text of the post that was heard in a step.
fn posted_on(step: &Step, name: &str) -> Option<String> {
    let What::Heard { socket, frame } = &step.what else { return None };
    let post: Value = serde_json::from_str(frame.pointer("/data/post")?.as_str()?).ok()?;
    (socket == name).then(|| post["message"].as_str().map(str::to_owned))?
}
