use serde_json::Value;

use countersign_primitives::TimestampMs;

/// Is told what the core does with pushes and with erasing, step by step. The simulated phone draws it; a real phone
/// passes [`NoTracer`]. Details hold message texts and tokens: whoever records them must not log them.
pub trait Tracer: Send + Sync + 'static {
    /// A step was taken.
    fn record(&self, step: TraceStep);
}

/// Records nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTracer;

impl Tracer for NoTracer {
    fn record(&self, _step: TraceStep) {}
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceStep {
    /// When.
    pub at_ms: TimestampMs,
    /// The push's `ack_id`, when the step belongs to a push that has one.
    pub ack_id: Option<String>,
    /// What.
    pub kind: TraceKind,
    /// One line for people.
    pub summary: String,
    /// What was seen: payload, claims, answer.
    pub detail: Value,
}

/// Kinds of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TraceKind {
    /// A push arrived.
    Received,
    /// It may be acted on.
    Verified,
    /// It may not; the detail says why. Nothing of it was shown.
    Rejected,
    /// It had been handled before.
    Duplicate,
    /// Its content was fetched.
    Fetched,
    /// Its content could not be fetched.
    FetchFailed,
    /// It shows: as a notification or as a banner.
    Shown,
    /// It deliberately does not show.
    Withheld,
    /// The server has its receipt.
    Acked,
    /// The server has no receipt yet.
    AckFailed,
    /// Notifications were removed because a channel was read.
    Cleared,
    /// The number on the icon was set.
    Badge,
    /// A notification was tapped.
    Opened,
    /// An account was erased; the detail lists keys and files.
    Erased,
}

impl TraceKind {
    /// Stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Verified => "verified",
            Self::Rejected => "rejected",
            Self::Duplicate => "duplicate",
            Self::Fetched => "fetched",
            Self::FetchFailed => "fetch_failed",
            Self::Shown => "shown",
            Self::Withheld => "withheld",
            Self::Acked => "acked",
            Self::AckFailed => "ack_failed",
            Self::Cleared => "cleared",
            Self::Badge => "badge",
            Self::Opened => "opened",
            Self::Erased => "erased",
        }
    }
}
