//! Who is told what becomes of each push.

use countersign_primitives::{AckId, PostId, TimestampMs, UserId};
use countersign_wire_push::{PushAnswer, PushMessage};

/// One step in a push's life. Texts of messages are never in it, except where [`JournalStep::Sent`] says so.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalEntry {
    /// When.
    pub at: TimestampMs,
    /// Whom the push is for.
    pub user_id: UserId,
    /// Which push; `None` when there is none: not pushed.
    pub ack_id: Option<AckId>,
    /// The device, `platform:token`; `None` when there is no push or the step does not know it. A credential: show it
    /// through [`countersign_primitives::Redacted`] only.
    pub device_id: Option<String>,
    /// The post; `None` for pushes about something else.
    pub post_id: Option<PostId>,
    /// What happened.
    pub step: JournalStep,
}

/// What happened to a push.
#[derive(Clone, Debug, PartialEq)]
pub enum JournalStep {
    /// It was queued, because of this.
    Decided(&'static str),
    /// It was not, because of this.
    NotPushed(&'static str),
    /// This object left for the gateway. Its `message`, `channel_name`, `sender_name`, `override_username` and
    /// `override_icon_url` hold what the gateway got only when the contents mode keeps content away from it
    /// (`id_loaded`); otherwise they hold how long the text was, as `<12 characters>`. The device token and the
    /// signature are whole.
    Sent(Box<PushMessage>),
    /// The gateway answered.
    Answered(PushAnswer),
    /// The gateway could not be reached or refused; whether it will be tried again.
    NotAnswered {
        /// Why, for people.
        reason: String,
        /// Whether it stays queued.
        retried: bool,
    },
    /// It was given up before it left.
    Dropped(&'static str),
    /// The device says it has it.
    Received {
        /// When, by the device's clock.
        received_at: TimestampMs,
        /// Whether the device asked for the content with it.
        fetched: bool,
    },
}

/// Observes pushes. Called on the way of requests: implementations return at once and never block.
pub trait DeliveryJournal: Send + Sync + 'static {
    /// Whether anybody listens. When not, entries are not even made.
    fn is_open(&self) -> bool {
        true
    }

    /// Takes one step down.
    fn record(&self, entry: JournalEntry);
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoJournal;

impl DeliveryJournal for NoJournal {
    fn is_open(&self) -> bool {
        false
    }

    fn record(&self, _entry: JournalEntry) {}
}
