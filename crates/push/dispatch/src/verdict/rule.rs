use crate::{Outcome, signal::Refusal};

/// One row of a verdict table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Which HTTP statuses it is about.
    pub status: Status,
    /// Which words of the vendor.
    pub code: Code,
    /// What must be true besides.
    pub facts: &'static [Fact],
    /// What it means.
    pub outcome: Outcome,
}

/// Which HTTP statuses a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Any.
    Any,
    /// This one.
    Is(u16),
    /// From 300 to 399.
    Redirect,
    /// From 400 to 499.
    Client,
    /// From 500 to 599.
    Server,
}

/// Which words of the vendor a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Any, or none.
    Any,
    /// None.
    None,
    /// One of these.
    In(&'static [&'static str]),
}

/// What must be true of the answer besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The body is not what the vendor writes.
    ForeignBody,
    /// A detail says that the request is malformed.
    BadRequest,
    /// No detail says so.
    NotBadRequest,
    /// The text names the registration token.
    NamesToken,
    /// The text says that the message is too big.
    TooBig,
    /// The exceeded quota is the device's.
    DeviceQuota,
    /// The payload cannot be what is wrong.
    ShapeIsGood,
}

impl Rule {
    /// Whether this row is about that answer.
    pub fn matches(&self, refusal: &Refusal) -> bool {
        self.status.matches(refusal.status)
            && self.code.matches(&refusal.code)
            && self.facts.iter().all(|fact| fact.holds(refusal))
    }
}

impl Status {
    fn matches(self, status: u16) -> bool {
        match self {
            Self::Any => true,
            Self::Is(wanted) => status == wanted,
            Self::Redirect => (300..400).contains(&status),
            Self::Client => (400..500).contains(&status),
            Self::Server => (500..600).contains(&status),
        }
    }
}

impl Code {
    fn matches(self, code: &str) -> bool {
        match self {
            Self::Any => true,
            Self::None => code.is_empty(),
            Self::In(codes) => codes.contains(&code),
        }
    }
}

impl Fact {
    fn holds(self, refusal: &Refusal) -> bool {
        let facts = &refusal.facts;
        match self {
            Self::ForeignBody => facts.foreign_body,
            Self::BadRequest => facts.bad_request,
            Self::NotBadRequest => !facts.bad_request,
            Self::NamesToken => facts.names_token,
            Self::TooBig => facts.too_big,
            Self::DeviceQuota => facts.device_quota,
            Self::ShapeIsGood => facts.shape_is_good,
        }
    }
}

/// A row without further conditions.
pub(super) const fn row(status: Status, code: Code, outcome: Outcome) -> Rule {
    Rule { status, code, facts: &[], outcome }
}
