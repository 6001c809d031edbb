use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

/// How long anything may take before a test fails.
pub(super) const DEADLINE: Duration = Duration::from_secs(20);

/// Rings when anything happens, so that a test waits for conditions and never for time.
#[derive(Clone)]
pub(crate) struct Bell(Arc<watch::Sender<u64>>);

impl Bell {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    pub(crate) fn ring(&self) {
        self.0.send_modify(|count| *count += 1);
    }

    pub(super) fn rings(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }

    /// Waits until a condition holds; it is looked at again whenever something happened.
    pub(crate) async fn until(&self, what: &str, mut condition: impl FnMut() -> bool) {
        let mut rings = self.0.subscribe();
        let waiting = async {
            while !condition() {
                rings.changed().await.unwrap();
            }
        };
        assert!(tokio::time::timeout(DEADLINE, waiting).await.is_ok(), "never happened: {what}");
    }
}
