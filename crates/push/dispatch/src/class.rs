use std::time::Duration;

use countersign_wire_push::{PushMessage, PushTransport, PushType};

/// How urgent a push is. Ordered: the most urgent comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PushClass {
    /// Rings: worthless after half a minute.
    Call,
    /// A message to show.
    Message,
    /// Anything else that is shown: the end of a session.
    Notice,
    /// Shows nothing: clears, badges, tests.
    Silent,
}

impl PushClass {
    /// All of them, most urgent first.
    pub const ALL: [Self; 4] = [Self::Call, Self::Message, Self::Notice, Self::Silent];

    /// The class of a message.
    pub fn of(message: &PushMessage) -> Self {
        if message.transport == PushTransport::Voip {
            return Self::Call;
        }
        if message.is_id_loaded {
            return Self::Message;
        }
        match message.kind {
            PushType::Message => Self::Message,
            PushType::Session => Self::Notice,
            PushType::Clear | PushType::UpdateBadge | PushType::Test | PushType::Other(_) => Self::Silent,
        }
    }

    /// The name in metrics and settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Message => "message",
            Self::Notice => "notice",
            Self::Silent => "silent",
        }
    }
}

/// How long a push is worth delivering, by class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Default: 30 s.
    pub call: Duration,
    /// Default: 24 h.
    pub message: Duration,
    /// Default: 24 h.
    pub notice: Duration,
    /// Default: 1 h.
    pub silent: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            call: Duration::from_secs(30),
            message: Duration::from_hours(24),
            notice: Duration::from_hours(24),
            silent: Duration::from_hours(1),
        }
    }
}

impl Lifetimes {
    /// The lifetime of a class.
    pub fn of(&self, class: PushClass) -> Duration {
        match class {
            PushClass::Call => self.call,
            PushClass::Message => self.message,
            PushClass::Notice => self.notice,
            PushClass::Silent => self.silent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_more_urgent_than_messages_and_silent_pushes_least() {
        let mut classes = [PushClass::Silent, PushClass::Message, PushClass::Call, PushClass::Notice];
        classes.sort();
        assert_eq!(classes, PushClass::ALL);
    }

    #[test]
    fn the_class_follows_from_the_message() {
        let of = |kind: PushType, voip: bool, id_loaded: bool| {
            let transport = if voip { PushTransport::Voip } else { PushTransport::Standard };
            PushClass::of(&PushMessage { kind, transport, is_id_loaded: id_loaded, ..PushMessage::default() })
        };
        assert_eq!(of(PushType::Message, true, false), PushClass::Call);
        assert_eq!(of(PushType::Clear, false, true), PushClass::Message);
        assert_eq!(of(PushType::Session, false, false), PushClass::Notice);
        assert_eq!(of(PushType::UpdateBadge, false, false), PushClass::Silent);
    }
}
