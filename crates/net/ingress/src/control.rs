use std::sync::atomic::{AtomicU8, Ordering};

use tokio_util::sync::{CancellationToken, WaitForCancellationFuture, WaitForCancellationFutureOwned};

const RUNNING: u8 = 0;
const DRAINING: u8 = 1;
const CUT: u8 = 2;

/// Tells all connections of a listener to come to an end, first kindly, then at once.
///
/// The byte is for the hot path, which only asks; the tokens are for whoever must be woken.
#[derive(Debug, Default)]
pub(crate) struct Control {
    phase: AtomicU8,
    draining: CancellationToken,
    cutting: CancellationToken,
}

impl Control {
    pub(crate) fn drain(&self) {
        self.phase.fetch_max(DRAINING, Ordering::SeqCst);
        self.draining.cancel();
    }

    pub(crate) fn cut(&self) {
        self.phase.fetch_max(CUT, Ordering::SeqCst);
        self.draining.cancel();
        self.cutting.cancel();
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.phase.load(Ordering::Relaxed) != RUNNING
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.phase.load(Ordering::Relaxed) == CUT
    }

    pub(crate) fn draining(&self) -> WaitForCancellationFuture<'_> {
        self.draining.cancelled()
    }

    pub(crate) fn cutting(&self) -> WaitForCancellationFuture<'_> {
        self.cutting.cancelled()
    }

    pub(crate) fn cutting_owned(&self) -> WaitForCancellationFutureOwned {
        self.cutting.clone().cancelled_owned()
    }
}
