use countersign_primitives::ConnectionId;
use countersign_wire_api::websocket::{Event, event};

/// Which events were received: enough to go on where a broken connection stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sequence {
    connection_id: Option<ConnectionId>,
    next: i64,
}

/// What to do with an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing was missed: apply it.
    Apply,
    /// A new connection: what happened before it may have been missed.
    Fresh,
    /// The same connection says hello again; nothing was missed.
    Known,
    /// Something was missed: close, and begin anew.
    Gap,
}

impl Sequence {
    /// What the handshake's query says: the connection to go on with (empty for a new one) and the next number.
    pub(super) fn query(&self) -> String {
        let connection = self.connection_id.as_ref().map_or("", ConnectionId::as_str);
        format!("connection_id={connection}&sequence_number={}", self.next)
    }

    /// Takes an event's number.
    pub(super) fn take(&mut self, received: &Event) -> Step {
        if received.event == event::HELLO {
            let id = received.data.get("connection_id").and_then(|id| id.as_str()?.parse().ok());
            let known = id.is_some() && id == self.connection_id;
            *self = Self { connection_id: id, next: received.seq.saturating_add(1) };
            return if known { Step::Known } else { Step::Fresh };
        }
        if received.seq != self.next {
            *self = Self::default();
            return Step::Gap;
        }
        self.next = self.next.saturating_add(1);
        Step::Apply
    }
}

#[cfg(test)]
mod tests {
    use countersign_wire_api::websocket::Broadcast;
    use serde_json::{Map, json};

    use super::*;

    const ONE: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
    const OTHER: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbb";

    fn hello(id: &str) -> Event {
        let data = json!({"connection_id": id}).as_object().cloned().unwrap_or_default();
        Event { event: "hello".to_owned(), data, broadcast: Broadcast::default(), seq: 0 }
    }

    fn posted(seq: i64) -> Event {
        Event { event: "posted".to_owned(), data: Map::new(), broadcast: Broadcast::default(), seq }
    }

    #[test]
    fn events_in_order_are_applied_and_resumed_where_they_stopped() {
        let mut sequence = Sequence::default();
        assert_eq!(sequence.query(), "connection_id=&sequence_number=0");
        let steps: Vec<_> = [hello(ONE), posted(1), posted(2)].iter().map(|event| sequence.take(event)).collect();
        assert_eq!(steps, [Step::Fresh, Step::Apply, Step::Apply]);
        assert_eq!(sequence.query(), format!("connection_id={ONE}&sequence_number=3"));
        assert_eq!(sequence.take(&posted(3)), Step::Apply);
    }

    #[test]
    fn a_gap_or_a_repetition_begins_anew() {
        for wrong in [0, 1, 3, -1] {
            let mut sequence = Sequence::default();
            sequence.take(&hello(ONE));
            sequence.take(&posted(1));
            assert_eq!(sequence.take(&posted(wrong)), Step::Gap, "{wrong}");
            assert_eq!(sequence, Sequence::default());
        }
    }

    #[test]
    fn a_hello_of_another_connection_means_that_something_was_missed() {
        let mut sequence = Sequence::default();
        sequence.take(&hello(ONE));
        assert_eq!(sequence.take(&hello(ONE)), Step::Known);
        assert_eq!(sequence.take(&hello(OTHER)), Step::Fresh);
    }
}
