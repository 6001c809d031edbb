//! What was there before a recording begins, and what happened in between that no line of it shows.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// By flow.
pub(crate) type AllGiven = BTreeMap<String, Given>;

/// What one flow needs. Lines are read by [`Act::read`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Given {
    /// More about people than their name: members of the call that makes the account.
    pub(crate) people: BTreeMap<String, Map<String, Value>>,
    /// People who are in no team.
    pub(crate) outsiders: Vec<String>,
    /// People whom the recording itself makes.
    pub(crate) born_later: Vec<String>,
    /// Settings, as `PUT /config/patch` takes them.
    pub(crate) settings: Map<String, Value>,
    /// Whether events about presence depend on how fast lost sockets were noticed.
    pub(crate) presence_is_loose: bool,
    /// Whether several posts were made at once, so that their times say nothing.
    pub(crate) posts_are_parallel: bool,
    /// Before the first line.
    pub(crate) first: Vec<String>,
    /// Before the line of this step.
    pub(crate) before: BTreeMap<String, Vec<String>>,
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// `channel NAME[|Display_Name] KIND MAKER: MEMBER MEMBER`
    Channel { name: String, display_name: String, kind: String, maker: String, members: Vec<String> },
    /// `direct ANN BEN`, made by the first.
    Direct(Vec<String>),
    /// `post MASK AUTHOR CHANNEL [ROOT]: TEXT`
    Post { mask: String, author: String, channel: String, root: Option<String>, text: String },
    /// `call ANN METHOD PATH BODY [=> MASK POINTER]`
    Call { caller: String, method: String, path: String, body: String, bind: Option<(String, String)> },
    /// `posts COUNT AUTHOR CHANNEL: TEXT`, numbered from 0; also `busy COUNT`, in the team's first channel
    Posts { count: u32, author: String, channel: String, text: String },
    /// `time MASK`: when the next call will come
    Time(String),
    /// `secret MASK`: something that was never given out
    Secret(String),
    /// `code SECRET MASK`: the code that an authenticator shows now
    Code { mask: String, secret: String },
    /// `gateway ANSWER`: what the next push is answered
    Gateway(String),
    /// `ack fails`: the gateway does not take the next receipt
    AckFails,
    /// `open SOCKET USER MASK`: a socket that the recording does not show; the mask is its connection's id
    Open { socket: String, user: String, mask: String },
    /// `again SOCKET AUTHOR CHANNEL`: the posts that the recording hears on a socket
    Again { socket: String, author: String, channel: String },
    /// `drop SOCKET`
    Drop(String),
    /// `pass SECONDS`
    Pass(u64),
}

pub(crate) fn all() -> AllGiven {
    toml::from_str(include_str!("given.toml")).expect("given.toml is as Given describes it")
}

impl Act {
    pub(crate) fn read(line: &str) -> Self {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let word = |text: &str, place: usize| text.split(' ').nth(place).unwrap_or_default().to_owned();
        match verb {
            "channel" => {
                let (head, members) = rest.split_once(": ").unwrap_or((rest.trim_end_matches(':'), ""));
                let members = members.split_whitespace().map(str::to_owned).collect();
                let (name, kind, maker) = (word(head, 0), word(head, 1), word(head, 2));
                let (name, display_name) = match name.split_once('|') {
                    Some((name, display_name)) => (name.to_owned(), display_name.replace('_', " ")),
                    None => (name.clone(), title(&name)),
                };
                Self::Channel { name, display_name, kind, maker, members }
            }
            "direct" => Self::Direct(rest.split(' ').map(str::to_owned).collect()),
            "post" => {
                let (head, text) = rest.split_once(": ").unwrap_or((rest.trim_end_matches(':'), ""));
                Self::Post {
                    mask: word(head, 0),
                    author: word(head, 1),
                    channel: word(head, 2),
                    root: Some(word(head, 3)).filter(|root| !root.is_empty()),
                    text: text.to_owned(),
                }
            }
            "call" => {
                let (rest, bind) = match rest.split_once(" => ") {
                    Some((rest, bind)) => (rest, bind.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned()))),
                    None => (rest, None),
                };
                let mut parts = rest.splitn(4, ' ').map(str::to_owned);
                let mut next = || parts.next().unwrap_or_default();
                Self::Call { caller: next(), method: next(), path: next(), body: next(), bind }
            }
            "posts" => {
                let (head, text) = rest.split_once(": ").unwrap_or((rest, ""));
                let count = word(head, 0).parse().expect("how many");
                Self::Posts { count, author: word(head, 1), channel: word(head, 2), text: text.to_owned() }
            }
            "busy" => Self::Posts {
                count: rest.parse().expect("how many"),
                author: "admin".to_owned(),
                channel: "town-square".to_owned(),
                text: "news".to_owned(),
            },
            "time" => Self::Time(rest.to_owned()),
            "secret" => Self::Secret(rest.to_owned()),
            "ack" => Self::AckFails,
            "code" => {
                let (secret, mask) = rest.split_once(' ').expect("a secret and a mask");
                Self::Code { mask: mask.to_owned(), secret: secret.to_owned() }
            }
            "gateway" => Self::Gateway(rest.to_owned()),
            "open" => Self::Open { socket: word(rest, 0), user: word(rest, 1), mask: word(rest, 2) },
            "again" => Self::Again { socket: word(rest, 0), author: word(rest, 1), channel: word(rest, 2) },
            "drop" => Self::Drop(rest.to_owned()),
            "pass" => Self::Pass(rest.parse().expect("seconds")),
            _ => panic!("given.toml: {line} is no act"),
        }
    }
}

/// `pc-room` as `Pc-Room`.
fn title(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, others) = word.split_at(word.len().min(1));
        first.to_uppercase() + others
    });
    words.collect::<Vec<_>>().join("-")
}
