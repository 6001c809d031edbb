//! What the other nodes are told of the requests that were granted here.

use std::{collections::HashMap, sync::Arc, time::Duration};

use countersign_server_domain::{
    domain::Domain,
    nodes,
    ports::bus::{AskCount, LimitKey},
};
use parking_lot::Mutex;

/// For how long requests are gathered.
const GATHER: Duration = Duration::from_millis(100);

/// Requests that were granted and not told yet.
pub(super) struct Asked {
    domain: Domain,
    untold: Mutex<HashMap<LimitKey, AskCount>>,
}

impl Asked {
    pub(super) fn new(domain: Domain) -> Arc<Self> {
        Arc::new(Self { domain, untold: Mutex::default() })
    }

    /// Notes a request, and sees to it that it is told in a moment. Must be called inside a Tokio runtime.
    pub(super) fn note(self: &Arc<Self>, key: LimitKey, signs_in: bool) {
        let mut untold = self.untold.lock();
        let is_first = untold.is_empty();
        let count = untold.entry(key).or_insert(AskCount { key, requests: 0, sign_ins: 0 });
        count.requests = count.requests.saturating_add(1);
        count.sign_ins = count.sign_ins.saturating_add(u32::from(signs_in));
        drop(untold);
        if is_first {
            let asked = Arc::clone(self);
            tokio::spawn(async move {
                tokio::time::sleep(GATHER).await;
                asked.tell();
            });
        }
    }

    fn tell(&self) {
        let untold = std::mem::take(&mut *self.untold.lock());
        nodes::tell_asked(&self.domain, untold.into_values().collect());
    }
}
