//! Which connections there are, which has a free stream, and whether another one is wanted. Decides; does no I/O.

use std::{sync::Arc, time::Duration};

use tokio::time::Instant;

use crate::{ConnectionId, DialError};

use super::{MAX_REQUESTS, PoolLimits, link::Link};

/// The longest wait between two attempts to connect.
const MAX_BACKOFF: Duration = Duration::from_mins(1);

#[derive(Debug, Default)]
pub(super) struct Roster {
    links: Vec<Arc<Link>>,
    dialing: usize,
    last_dial: Option<Instant>,
    failure: Option<Failure>,
    wanted: bool,
}

#[derive(Debug)]
struct Failure {
    error: DialError,
    until: Instant,
    backoff: Duration,
}

pub(super) enum Free {
    Stream(Arc<Link>),
    None,
}

impl Roster {
    pub(super) fn links(&self) -> &[Arc<Link>] {
        &self.links
    }

    /// Takes a stream of the first connection that has one: full connections are cheaper than many half-empty ones.
    pub(super) fn take(&mut self, now: Instant, limits: &PoolLimits) -> Free {
        self.links.retain(|link| {
            link.is_open() && now.duration_since(link.opened_at()) < limits.max_age && link.requests() < MAX_REQUESTS
        });
        let free = self.links.iter().find(|link| link.try_take());
        self.wanted = match free {
            None => true,
            Some(_) => self.is_crowded(),
        };
        free.map_or(Free::None, |link| Free::Stream(Arc::clone(link)))
    }

    /// More than four fifths of all streams are taken.
    fn is_crowded(&self) -> bool {
        let (taken, all) =
            self.links.iter().fold((0, 0), |(taken, all), link| (taken + link.in_flight(), all + link.capacity()));
        taken * 5 > all * 4
    }

    /// Whether a connection should be opened now because the present ones do not suffice.
    pub(super) fn wants_more(&self, now: Instant, limits: &PoolLimits) -> bool {
        if !self.wanted || self.dialing > 0 || self.links.len() >= limits.connections {
            return false;
        }
        if self.links.is_empty() {
            return self.wants_first(now);
        }
        // A connection that has not answered anything yet may still be held to one stream by its peer.
        self.links.iter().all(|link| link.is_proven())
            && self.failure.as_ref().is_none_or(|failure| now >= failure.until)
            && self.last_dial.is_none_or(|at| now.duration_since(at) >= limits.open_interval)
    }

    pub(super) fn wants_first(&self, now: Instant) -> bool {
        self.links.is_empty() && self.dialing == 0 && self.failure.as_ref().is_none_or(|failure| now >= failure.until)
    }

    pub(super) fn dialing(&mut self, now: Instant) {
        self.dialing += 1;
        self.last_dial = Some(now);
    }

    pub(super) fn opened(&mut self, link: Arc<Link>) {
        self.dialing -= 1;
        self.failure = None;
        self.links.push(link);
    }

    pub(super) fn failed(&mut self, error: DialError, now: Instant, first: Duration) {
        self.dialing -= 1;
        let backoff = self.failure.as_ref().map_or(first, |failure| (failure.backoff * 2).min(MAX_BACKOFF));
        self.failure = Some(Failure { error, until: now + backoff, backoff });
    }

    /// Why nothing can be sent at present, and for how long; `None` while there is hope.
    pub(super) fn failure(&self, now: Instant) -> Option<(DialError, Duration)> {
        let failure = self.failure.as_ref().filter(|_| self.links.is_empty() && self.dialing == 0)?;
        Some((failure.error.clone(), failure.until.saturating_duration_since(now)))
    }

    pub(super) fn remove(&mut self, connection: ConnectionId) {
        self.links.retain(|link| link.id() != connection);
    }
}
