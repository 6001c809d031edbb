//! The simulated vendors: what they do, and what they saw.

use std::{
    collections::HashMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result};
use countersign_sim_vendors::{
    FaultRule, RequestObserver, RequestRecord, RunningVendors, Settings, TokenEndpoint, UnknownTokens, Vendors,
    VendorsConfig,
};
use countersign_system::{OsRandom, SystemClock};
use countersign_wire_vendor::apns::Environment;
use parking_lot::Mutex;

use super::{
    PushSoakReport,
    callers::{Promises, device},
    course::Mood,
};

/// The vendors and the book of what they took.
pub(super) struct Playground {
    vendors: RunningVendors,
    taken: Arc<Taken>,
}

/// What was taken, by device: under which ids, and how often.
#[derive(Default)]
struct Taken(Mutex<HashMap<String, Tally>>);

#[derive(Default)]
struct Tally {
    id: String,
    times: u32,
    other_ids: u32,
}

impl RequestObserver for Taken {
    fn saw(&self, record: &Arc<RequestRecord>) {
        let Some(token) = record.device_token.as_ref().filter(|_| record.verdict.status == 200) else { return };
        // Apple is told the push's id; Google's message carries the server's.
        let named = record.headers.iter().find(|(name, _)| name == "apns-id").map(|(_, id)| id.clone());
        let id = named.or_else(|| record.ack_id.clone()).unwrap_or_default();
        let mut tallies = self.0.lock();
        let tally = tallies.entry(token.clone()).or_default();
        if tally.times == 0 {
            tally.id = id;
        } else if tally.id != id {
            tally.other_ids += 1;
        }
        tally.times += 1;
    }
}

impl Playground {
    pub(super) async fn start(folder: &Path) -> Result<Self> {
        let taken = Arc::new(Taken::default());
        let data = folder.join("vendors");
        let mut config = VendorsConfig::loopback(data, Arc::new(SystemClock::new()), Arc::new(OsRandom));
        config.records = 0;
        config.observer = Arc::clone(&taken) as _;
        config.token_endpoint = TokenEndpoint::ClearText;
        config.settings = Settings { unknown_tokens: UnknownTokens::Accept, ..Settings::default() };
        let vendors = Vendors::start(config).await.context("the simulated vendors cannot be started")?;
        Ok(Self { vendors, taken })
    }

    /// The gateway's configuration, with its queue beside it.
    pub(super) fn write_config(&self, folder: &Path, listen: SocketAddr) -> Result<PathBuf> {
        let (apple, google) = (self.vendors.apple_credentials(), self.vendors.google_credentials());
        let text = format!(
            r#"listen = "{listen}"
verdict_time_ms = 150
attempt_time_ms = 1000
queue.folder = "{queue}"

[[apns]]
name = "apple_rn"
topic = "com.example.app"
key_file = "{key}"
key_id = "{key_id}"
team_id = "{team_id}"
endpoint = "{apple_url}"
extra_roots_file = "{roots}"

[[fcm]]
name = "android_rn"
service_account_file = "{account}"
endpoint = "{google_url}"
extra_roots_file = "{roots}"
"#,
            queue = folder.join("queue").display(),
            key = apple.key_path.display(),
            key_id = apple.key_id,
            team_id = apple.team_id,
            apple_url = self.vendors.apple_url(Environment::Production),
            roots = self.vendors.ca_path().display(),
            account = google.service_account_path.display(),
            google_url = self.vendors.google_url(),
        );
        let path = folder.join("push.toml");
        std::fs::write(&path, text)?;
        Ok(path)
    }

    /// Lets the vendors be like this until told otherwise.
    pub(super) fn set_mood(&self, mood: Mood) {
        self.be_well();
        let script = match mood {
            Mood::Well => return,
            Mood::Slow => "ms-300",
            Mood::Failing => "st-503",
            Mood::Silent => "hang.times-20",
            Mood::Cutting => "drop.times-3",
            Mood::Resetting => "rst-2.times-10",
            Mood::Leaving => "goaway-0.times-3",
            Mood::Busy => "st-429.ra-1.times-5",
        };
        let script = script.parse().expect("the scripts above are well-formed: a test tries them all");
        self.vendors.control().add_fault(FaultRule { service: None, token_prefix: String::new(), script });
    }

    pub(super) fn be_well(&self) {
        self.vendors.control().clear_faults();
    }

    /// What was promised against what was taken.
    pub(super) fn judge(&self, promises: &Promises) -> PushSoakReport {
        let (accepted, posted) = (promises.accepted(), promises.posted());
        let taken = self.taken.0.lock();
        let delivered = accepted.iter().filter(|number| taken.contains_key(&device(**number))).count() as u64;
        let count = |what: fn(&Tally) -> bool| taken.values().filter(|tally| what(tally)).count() as u64;
        PushSoakReport {
            posted,
            accepted: accepted.len() as u64,
            not_accepted: posted - accepted.len() as u64,
            delivered,
            lost: accepted.len() as u64 - delivered,
            copied: count(|tally| tally.times > 1 && tally.other_ids == 0),
            copied_under_another_id: count(|tally| tally.other_ids > 0),
            ..PushSoakReport::default()
        }
    }

    pub(super) async fn shutdown(self) {
        self.vendors.shutdown().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::push::course::MOODS;

    #[tokio::test]
    async fn every_mood_can_be_put_on() {
        let folder = tempfile::tempdir().unwrap();
        let playground = Playground::start(folder.path()).await.unwrap();
        for mood in MOODS {
            playground.set_mood(mood);
            assert_eq!(playground.vendors.control().faults().len(), usize::from(mood != Mood::Well), "{mood:?}");
        }
        playground.shutdown().await;
    }
}
