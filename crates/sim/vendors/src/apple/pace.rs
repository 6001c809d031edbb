use std::{collections::HashMap, sync::Arc, time::Duration};

use parking_lot::Mutex;

use countersign_primitives::Clock;

const WINDOW: Duration = Duration::from_mins(1);

/// How many pushes each device got within its present minute.
pub(super) struct Pace {
    clock: Arc<dyn Clock>,
    windows: Mutex<HashMap<String, (Duration, u32)>>,
}

impl Pace {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, windows: Mutex::default() }
    }

    /// Whether a device may get one more.
    pub(super) fn take(&self, token: &str, limit: u32) -> bool {
        let now = self.clock.ticks();
        let mut windows = self.windows.lock();
        let window = windows.entry(token.to_owned()).or_insert((now, 0));
        if now.saturating_sub(window.0) >= WINDOW {
            *window = (now, 0);
        }
        window.1 = window.1.saturating_add(1);
        window.1 <= limit
    }
}
