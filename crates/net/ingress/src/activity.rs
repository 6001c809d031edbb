use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering::Relaxed};

/// Why a request is refused before the handler sees it: its framing could be read in two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// Both a length and a transfer coding.
    Contradictory,
    /// A transfer coding other than `chunked`.
    UnknownCoding,
}

/// What goes on on one connection, told by its socket, its requests and its answers, read by whoever watches over time.
///
/// All of it is a hint for time-outs or read by the task that wrote it: relaxed order is enough.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    requests: AtomicU32,
    in_flight: AtomicU32,
    untaken: AtomicU32,
    head_begun: AtomicBool,
    wrote: AtomicBool,
    body_left: AtomicBool,
    upgraded: AtomicBool,
    framing: AtomicU8,
}

/// What the watch sees at one look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) requests: u32,
    pub(crate) in_flight: bool,
    pub(crate) head_begun: bool,
    pub(crate) untaken: bool,
    pub(crate) wrote: bool,
}

impl Activity {
    pub(crate) fn request_begins(&self) {
        self.requests.fetch_add(1, Relaxed);
        self.in_flight.fetch_add(1, Relaxed);
        self.head_begun.store(false, Relaxed);
    }

    pub(crate) fn request_ends(&self) {
        self.in_flight.fetch_sub(1, Relaxed);
    }

    /// A part of an answer was handed over for sending.
    pub(crate) fn part_offered(&self) {
        self.untaken.fetch_add(1, Relaxed);
    }

    /// The part that was offered is under way: the next is asked for, or nothing will be.
    pub(crate) fn part_taken(&self) {
        self.untaken.fetch_sub(1, Relaxed);
    }

    pub(crate) fn head_bytes_arrived(&self) {
        self.head_begun.store(true, Relaxed);
    }

    pub(crate) fn bytes_written(&self) {
        self.wrote.store(true, Relaxed);
    }

    /// A body was dropped before its end.
    pub(crate) fn body_abandoned(&self) {
        self.body_left.store(true, Relaxed);
    }

    pub(crate) fn was_body_abandoned(&self) -> bool {
        self.body_left.load(Relaxed)
    }

    pub(crate) fn upgrade(&self) {
        self.upgraded.store(true, Relaxed);
    }

    pub(crate) fn is_upgraded(&self) -> bool {
        self.upgraded.load(Relaxed)
    }

    pub(crate) fn is_between_requests(&self) -> bool {
        self.in_flight.load(Relaxed) == 0
    }

    pub(crate) fn requests(&self) -> u32 {
        self.requests.load(Relaxed)
    }

    /// Remembers that the head that is arriving must be refused.
    pub(crate) fn doubt(&self, framing: Framing) {
        self.framing.store(framing as u8 + 1, Relaxed);
    }

    /// Why the request that begins now must be refused, if it must.
    pub(crate) fn take_doubt(&self) -> Option<Framing> {
        match self.framing.load(Relaxed) {
            0 => None,
            value => {
                self.framing.store(0, Relaxed);
                Some(if value == Framing::Contradictory as u8 + 1 {
                    Framing::Contradictory
                } else {
                    Framing::UnknownCoding
                })
            }
        }
    }

    /// What is so now; forgets that bytes were written.
    pub(crate) fn look(&self) -> Look {
        Look {
            requests: self.requests.load(Relaxed),
            in_flight: self.in_flight.load(Relaxed) != 0,
            head_begun: self.head_begun.load(Relaxed),
            untaken: self.untaken.load(Relaxed) != 0,
            wrote: self.wrote.swap(false, Relaxed),
        }
    }
}
