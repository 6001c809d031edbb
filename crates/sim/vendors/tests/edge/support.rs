//! A simulator per test, and senders as bare as they can be.

pub(crate) mod apple;
pub(crate) mod google;
pub(crate) mod http2;
mod plain;

use std::{path::Path, sync::Arc, time::Duration};

use countersign_primitives::{ManualClock, SequenceRandom, TimestampMs};
use countersign_sim_vendors::{
    FaultRule, RunningVendors, ServiceKind, Vendors, VendorsConfig,
    device::{DeviceClient, DeviceFrame, DeviceLink, PushFrame},
};
use countersign_system::OsRandom;
use tokio::sync::OnceCell;

pub(crate) use apple::{AppleSender, Push};
pub(crate) use google::GoogleSender;
pub(crate) use http2::{Answer, Http2, Tls};
pub(crate) use plain::plain;

/// The app of all tests.
pub(crate) const APP: &str = "com.example.app";
/// When all tests begin.
pub(crate) const START: TimestampMs = TimestampMs(1_790_000_000_000);

/// Running simulators with a clock that stands still.
pub(crate) struct Sim {
    pub(crate) vendors: RunningVendors,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) folder: tempfile::TempDir,
}

impl Sim {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut VendorsConfig)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy_rsa_key(folder.path()).await;
        let clock = Arc::new(ManualClock::new(START));
        let vendors = start_in(folder.path(), &clock, change).await;
        Self { vendors, clock, folder }
    }

    /// Ends the simulators and starts them again in the same folder.
    pub(crate) async fn restart(self) -> Self {
        let Self { vendors, clock, folder } = self;
        vendors.shutdown().await;
        let vendors = start_in(folder.path(), &clock, |_| {}).await;
        Self { vendors, clock, folder }
    }

    pub(crate) fn devices(&self) -> DeviceClient {
        DeviceClient::new(&self.vendors.device_url())
    }

    pub(crate) fn fault(&self, service: ServiceKind, script: &str) {
        let script = script.parse().unwrap();
        self.vendors.control().add_fault(FaultRule { service: Some(service), token_prefix: String::new(), script });
    }

    pub(crate) fn advance(&self, by: Duration) {
        use countersign_primitives::Clock;
        self.clock.advance(by);
        assert!(self.clock.now() >= START);
    }
}

async fn start_in(folder: &Path, clock: &Arc<ManualClock>, change: impl FnOnce(&mut VendorsConfig)) -> RunningVendors {
    let clock = Arc::clone(clock);
    let mut config = VendorsConfig::loopback(folder.to_owned(), clock, Arc::new(OsRandom));
    change(&mut config);
    Vendors::start(config).await.unwrap()
}

/// Making an RSA key takes a while: one is enough for all tests.
async fn copy_rsa_key(folder: &Path) {
    static KEY: OnceCell<String> = OnceCell::const_new();
    const FILE: &str = "credentials/google.key.pem";
    let key = KEY
        .get_or_init(|| async {
            let folder = tempfile::tempdir().unwrap();
            let clock = Arc::new(ManualClock::new(START));
            let random = Arc::new(SequenceRandom::new(1));
            let config = VendorsConfig::loopback(folder.path().to_owned(), clock, random);
            Vendors::start(config).await.unwrap().shutdown().await;
            std::fs::read_to_string(folder.path().join(FILE)).unwrap()
        })
        .await;
    std::fs::create_dir_all(folder.join("credentials")).unwrap();
    std::fs::write(folder.join(FILE), key).unwrap();
}

/// Waits for something that must happen.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), what).await.expect("this happens within ten seconds")
}

pub(crate) async fn next_frame(link: &mut DeviceLink) -> DeviceFrame {
    soon(link.next()).await.unwrap().expect("the connection stands")
}

pub(crate) async fn next_push(link: &mut DeviceLink) -> PushFrame {
    match next_frame(link).await {
        DeviceFrame::Push(push) => push,
        DeviceFrame::DeletedMessages => panic!("a push was expected"),
    }
}
