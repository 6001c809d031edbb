//! What waits for one device, and what a new push does to it. Decides only: the registry acts.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use countersign_primitives::TimestampMs;

use crate::device::{PushFrame, PushHeaders};

/// How many different collapse keys Google keeps for a device.
const MAX_COLLAPSE_KEYS: usize = 4;
/// More unconfirmed pushes than this make a connected phone lose the oldest.
const MAX_WAITING: usize = 1000;

/// Which of the waiting pushes a new one replaces, and for how long it waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Keeping {
    /// Delivered now or never.
    Once,
    /// Apple: one per device, the newest.
    Newest { until: TimestampMs },
    /// Google and Web Push: in place of the one with the same key.
    Collapsing { until: TimestampMs, key: String, max_keys: bool },
    /// Google: up to `limit` of them; one more drops everything.
    All { until: TimestampMs, limit: usize },
}

impl Keeping {
    /// Google's collapsible messages.
    pub(crate) fn google_collapsing(until: TimestampMs, key: String) -> Self {
        Self::Collapsing { until, key, max_keys: true }
    }

    fn until(&self) -> Option<TimestampMs> {
        match self {
            Self::Once => None,
            Self::Newest { until } | Self::Collapsing { until, .. } | Self::All { until, .. } => Some(*until),
        }
    }

    fn key(&self) -> Option<&str> {
        match self {
            Self::Collapsing { key, .. } => Some(key),
            _ => None,
        }
    }
}

/// A push that waits to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub(super) push: PushFrame,
    /// When it is dropped.
    pub(super) until: TimestampMs,
    /// The phone was there when it came, so it has been sent, and nothing replaces it.
    pub(super) sent: bool,
    /// It was read from the journal, which does not say whether it was sent later.
    #[serde(skip)]
    pub(super) restored: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
}

/// What a new push does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Ids of waiting pushes that go.
    pub(super) gone: Vec<u64>,
    /// Kept like this; `None`: not at all.
    pub(super) kept: Option<Waiting>,
    /// Everything that waits goes, and the phone is told.
    pub(super) overflow: bool,
    /// Whether waiting pushes were replaced by this one.
    pub(super) replaced: bool,
}

/// The pushes that wait for one device, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Mailbox {
    pub(super) waiting: VecDeque<Waiting>,
    /// Whether the phone must be told that messages were dropped.
    pub(super) overflowed: bool,
}

impl Mailbox {
    /// What a new push does, when the phone is connected or not.
    pub(super) fn plan(&self, push: PushFrame, keeping: &Keeping, connected: bool, now: TimestampMs) -> Plan {
        let mut plan = Plan { gone: self.expired(now), ..Plan::default() };
        let live = |waiting: &&Waiting| !waiting.sent && waiting.until > now;
        let Some(until) = keeping.until().filter(|until| *until > now) else { return plan };
        if connected {
            let over = (self.waiting.len() + 1).saturating_sub(MAX_WAITING);
            plan.gone.extend(self.waiting.iter().filter(|waiting| waiting.until > now).take(over).map(|w| w.push.id));
        } else {
            match keeping {
                Keeping::Once => {}
                Keeping::Newest { .. } => plan.replace(self.waiting.iter().filter(live)),
                Keeping::Collapsing { key, max_keys, .. } => {
                    plan.replace(self.waiting.iter().filter(live).filter(|waiting| waiting.key.as_ref() == Some(key)));
                    if *max_keys {
                        plan.gone.extend(self.key_to_give_up(key, now));
                    }
                }
                Keeping::All { limit, .. } => {
                    let stored = self.waiting.iter().filter(live).filter(|waiting| waiting.key.is_none()).count();
                    plan.overflow = stored >= *limit;
                }
            }
        }
        if plan.overflow {
            plan.gone = self.waiting.iter().map(|waiting| waiting.push.id).collect();
        } else {
            let key = keeping.key().map(str::to_owned);
            plan.kept = Some(Waiting { push, until, sent: connected, restored: false, key });
        }
        plan
    }

    /// Ids of pushes that waited too long.
    pub(super) fn expired(&self, now: TimestampMs) -> Vec<u64> {
        self.waiting.iter().filter(|waiting| waiting.until <= now).map(|waiting| waiting.push.id).collect()
    }

    /// Takes pushes out.
    pub(super) fn remove(&mut self, ids: &[u64]) {
        if !ids.is_empty() {
            self.waiting.retain(|waiting| !ids.contains(&waiting.push.id));
        }
    }

    /// Whether a push waits.
    pub(super) fn has(&self, id: u64) -> bool {
        self.waiting.iter().any(|waiting| waiting.push.id == id)
    }

    /// The id of a Web Push message that was not sent yet.
    pub(super) fn find_unsent(&self, message_id: &str) -> Option<u64> {
        let unsent = self.waiting.iter().filter(|waiting| !waiting.sent);
        let mut pushes = unsent.map(|waiting| &waiting.push);
        let found = pushes
            .find(|push| matches!(&push.headers, PushHeaders::WebPush(headers) if headers.message_id == message_id));
        found.map(|push| push.id)
    }

    /// The oldest message of a fifth key.
    fn key_to_give_up(&self, new: &str, now: TimestampMs) -> Option<u64> {
        let mut keyed: Vec<_> = self
            .waiting
            .iter()
            .filter(|waiting| !waiting.sent && waiting.until > now)
            .filter(|waiting| waiting.key.as_deref().is_some_and(|key| key != new))
            .collect();
        keyed.sort_by_key(|waiting| waiting.push.id);
        (keyed.len() >= MAX_COLLAPSE_KEYS).then(|| keyed[0].push.id)
    }
}

impl Plan {
    fn replace<'a>(&mut self, replaced: impl Iterator<Item = &'a Waiting>) {
        let before = self.gone.len();
        self.gone.extend(replaced.map(|waiting| waiting.push.id));
        self.replaced = self.gone.len() > before;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::GoogleHeaders;

    const NOW: TimestampMs = TimestampMs(1000);
    const LATER: TimestampMs = TimestampMs(2000);

    fn push(id: u64) -> PushFrame {
        let headers = GoogleHeaders {
            message_id: id.to_string(),
            from: String::new(),
            priority: "high".to_owned(),
            ttl_secs: 1,
            collapse_key: None,
        };
        PushFrame {
            id,
            sent_at: NOW,
            redelivered: false,
            headers: PushHeaders::Google(headers),
            payload: String::new(),
        }
    }

    fn take(mailbox: &mut Mailbox, id: u64, keeping: &Keeping, connected: bool) -> Plan {
        let plan = mailbox.plan(push(id), keeping, connected, NOW);
        mailbox.remove(&plan.gone);
        mailbox.waiting.extend(plan.kept.clone());
        mailbox.overflowed |= plan.overflow;
        plan
    }

    fn ids(mailbox: &Mailbox) -> Vec<u64> {
        mailbox.waiting.iter().map(|waiting| waiting.push.id).collect()
    }

    #[test]
    fn apple_keeps_the_newest_while_the_phone_is_away_and_what_was_sent() {
        let mut mailbox = Mailbox::default();
        let keeping = Keeping::Newest { until: LATER };
        take(&mut mailbox, 1, &keeping, true);
        for id in 2..5 {
            take(&mut mailbox, id, &keeping, false);
        }
        assert_eq!(ids(&mailbox), [1, 4]);
    }

    #[test]
    fn nothing_is_kept_that_should_not_wait_or_has_expired() {
        let mut mailbox = Mailbox::default();
        assert_eq!(take(&mut mailbox, 1, &Keeping::Once, false), Plan::default());
        assert_eq!(take(&mut mailbox, 2, &Keeping::Newest { until: NOW }, true), Plan::default());
        take(&mut mailbox, 3, &Keeping::Newest { until: LATER }, false);
        assert_eq!(mailbox.expired(LATER), [3]);
    }

    #[test]
    fn one_message_too_many_drops_all() {
        let mut mailbox = Mailbox::default();
        let keeping = Keeping::All { until: LATER, limit: 3 };
        take(&mut mailbox, 1, &Keeping::google_collapsing(LATER, "k".to_owned()), false);
        for id in 2..5 {
            take(&mut mailbox, id, &keeping, false);
        }
        assert_eq!(ids(&mailbox), [1, 2, 3, 4]);
        take(&mut mailbox, 5, &keeping, false);
        assert!(mailbox.overflowed && mailbox.waiting.is_empty());
        take(&mut mailbox, 6, &keeping, false);
        assert_eq!(ids(&mailbox), [6]);
    }

    #[test]
    fn a_newer_message_takes_the_place_of_its_key_and_a_fifth_key_pushes_one_out() {
        let mut mailbox = Mailbox::default();
        for (id, key) in [(1, "a"), (2, "b"), (3, "a"), (4, "c"), (5, "d")] {
            take(&mut mailbox, id, &Keeping::google_collapsing(LATER, key.to_owned()), false);
        }
        assert_eq!(ids(&mailbox), [2, 3, 4, 5]);
        take(&mut mailbox, 6, &Keeping::google_collapsing(LATER, "e".to_owned()), false);
        assert_eq!(ids(&mailbox), [3, 4, 5, 6]);
    }
}
