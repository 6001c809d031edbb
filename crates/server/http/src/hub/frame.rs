use std::{cell::OnceCell, collections::HashSet, fmt::Write as _, sync::Arc};

use countersign_primitives::{ConnectionId, UserId};
use countersign_server_domain::event::{AudienceSight, Event, EventKind};
use countersign_wire_api::websocket::{self, Broadcast};
use serde_json::{Map, Value};

use crate::hub::event;

/// An event as it goes over sockets: written once, with the places left open where receivers differ.
pub(super) struct Frame {
    /// `{"event":…,"data":{…`
    head: Box<str>,
    /// `},"broadcast":{…},"seq":`
    tail: Box<str>,
    /// Whether nothing stands in `data` yet.
    is_empty: bool,
    personal: Option<Box<Personal>>,
    sight: AudienceSight,
    fleeting: bool,
}

/// Who is told that he is meant.
struct Personal {
    mentions: HashSet<UserId>,
    followers: HashSet<UserId>,
}

impl Frame {
    /// Writes an event.
    pub(super) fn of(event: &Event) -> Self {
        let (name, data) = event::read(&event.kind);
        let personal = match &event.kind {
            EventKind::Posted(posted) if !(posted.mentions.is_empty() && posted.followers.is_empty()) => {
                Some(Box::new(Personal { mentions: posted.mentions.clone(), followers: posted.followers.clone() }))
            }
            _ => None,
        };
        let fleeting = matches!(
            event.kind,
            EventKind::Typing { .. } | EventKind::StatusChange { .. } | EventKind::ChannelsViewed(_)
        );
        let broadcast = event::broadcast(&event.audience);
        Self { personal, sight: event.audience.sight, fleeting, ..Self::write(name, &data, &broadcast) }
    }

    /// The first event of a connection.
    pub(super) fn hello(user_id: UserId, connection_id: ConnectionId, version_id: &str, hostname: &str) -> Self {
        let data = [
            ("connection_id", Value::from(connection_id.as_str())),
            ("server_hostname", Value::from(hostname)),
            ("server_version", Value::from(version_id)),
        ];
        let data = data.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let broadcast = Broadcast { user_id: user_id.to_string(), ..Broadcast::default() };
        Self::write(websocket::event::HELLO, &data, &broadcast)
    }

    fn write(name: &str, data: &Map<String, Value>, broadcast: &Broadcast) -> Self {
        // Maps of texts and values print always.
        let mut head = serde_json::to_string(data).unwrap_or_default();
        head.pop();
        let broadcast = serde_json::to_string(broadcast).unwrap_or_default();
        Self {
            head: format!(r#"{{"event":"{name}","data":{head}"#).into(),
            tail: format!(r#"}},"broadcast":{broadcast},"seq":"#).into(),
            is_empty: data.is_empty(),
            personal: None,
            sight: AudienceSight::Same,
            fleeting: false,
        }
    }

    /// Whether it is soon out of date: left out first when a socket is slow.
    pub(super) fn is_fleeting(&self) -> bool {
        self.fleeting
    }

    /// Whether an administrator, or everybody else, gets this copy.
    pub(super) fn is_for(&self, is_administrator: bool) -> bool {
        match self.sight {
            AudienceSight::Same => true,
            AudienceSight::NotAdministrators => !is_administrator,
            AudienceSight::AdministratorsOnly => is_administrator,
        }
    }

    /// The text for one receiver.
    pub(super) fn text(&self, seq: i64, receiver: UserId) -> String {
        let mut text = String::with_capacity(self.head.len() + self.tail.len() + 120);
        text.push_str(&self.head);
        if let Some(personal) = &self.personal {
            let mut is_first = self.is_empty;
            for (name, users) in [("followers", &personal.followers), ("mentions", &personal.mentions)] {
                if users.contains(&receiver) {
                    let comma = if is_first { "" } else { "," };
                    // Writing into a text cannot fail.
                    let _ = write!(text, r#"{comma}"{name}":"[\"{receiver}\"]""#);
                    is_first = false;
                }
            }
        }
        text.push_str(&self.tail);
        let _ = write!(text, "{seq}}}");
        text
    }
}

/// An event that is written when the first receiver is found, and not at all when there is none.
pub(super) struct LazyFrame<'a> {
    event: &'a Event,
    frame: OnceCell<Arc<Frame>>,
}

impl<'a> LazyFrame<'a> {
    pub(super) fn new(event: &'a Event) -> Self {
        Self { event, frame: OnceCell::new() }
    }

    pub(super) fn get(&self) -> &Arc<Frame> {
        self.frame.get_or_init(|| Arc::new(Frame::of(self.event)))
    }
}

#[cfg(test)]
mod tests {
    use countersign_server_domain::event::Audience;
    use countersign_server_rules::status::StatusKind;
    use countersign_wire_api::websocket::Event as WireEvent;

    use super::*;

    #[test]
    fn a_frame_reads_as_the_event_it_is() {
        let ana: UserId = "a".repeat(26).parse().unwrap();
        let kind = EventKind::StatusChange { user_id: ana, status: StatusKind::Online };
        let frame = Frame::of(&Event { kind, audience: Audience::user(ana) });
        let event: WireEvent = serde_json::from_str(&frame.text(7, ana)).unwrap();
        assert_eq!((event.event.as_str(), event.seq), ("status_change", 7));
        assert_eq!(event.data["status"], "online");
        assert_eq!(event.broadcast.user_id, ana.as_str());
        assert!(frame.is_fleeting());
    }

    #[test]
    fn each_receiver_learns_of_himself_only() {
        let [ana, ben]: [UserId; 2] = ["a", "b"].map(|letter| letter.repeat(26).parse().unwrap());
        let personal = Personal { mentions: [ana].into(), followers: [ana, ben].into() };
        let frame =
            Frame { personal: Some(Box::new(personal)), ..Frame::write("posted", &Map::new(), &Broadcast::default()) };
        let read = |receiver| serde_json::from_str::<WireEvent>(&frame.text(1, receiver)).unwrap().data;
        assert_eq!(read(ana)["mentions"], format!("[\"{ana}\"]"));
        assert_eq!(read(ana)["followers"], format!("[\"{ana}\"]"));
        assert_eq!(read(ben)["followers"], format!("[\"{ben}\"]"));
        assert!(!read(ben).contains_key("mentions"));
    }
}
