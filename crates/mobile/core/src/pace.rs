use std::time::Duration;

/// How long the core waits for what. The default is what a phone uses; tests make it faster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How long one request may take. Managed `timeout` replaces it.
    pub request_timeout: Duration,
    /// How long the first look at a server may take. Managed `timeout` replaces it.
    pub ping_timeout: Duration,
    /// How often the WebSocket is pinged; no answer before the next ping closes it.
    pub socket_ping: Duration,
    /// Pause before connecting again.
    pub reconnect: Duration,
    /// The longest pause before connecting again, after many failures.
    pub reconnect_limit: Duration,
    /// How long the WebSocket stays open after the app left the foreground.
    pub background_grace: Duration,
    /// How often the session is checked in the foreground; never less often than
    /// [`SESSION_CHECK_LIMIT`](countersign_mobile_policy::SESSION_CHECK_LIMIT).
    pub session_check: Duration,
    /// Pauses before fetching the content of an ID-only push again.
    pub fetch_retries: Vec<Duration>,
    /// Pause before sending a post again; doubles up to [`Pace::send_retry_limit`].
    pub send_retry: Duration,
    /// The longest pause before sending a post again.
    pub send_retry_limit: Duration,
    /// Pause before a failed sync is tried again; doubles up to [`Pace::reconnect_limit`].
    pub sync_retry: Duration,
    /// How often the presence of people in the sidebar is asked for, while connected.
    pub presence_poll: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            request_timeout: Duration::from_secs(30),
            ping_timeout: Duration::from_secs(5),
            socket_ping: Duration::from_secs(30),
            reconnect: Duration::from_secs(3),
            reconnect_limit: Duration::from_mins(5),
            background_grace: Duration::from_secs(15),
            session_check: Duration::from_secs(50),
            fetch_retries: [1, 2, 3, 5, 8].map(Duration::from_secs).to_vec(),
            send_retry: Duration::from_secs(2),
            send_retry_limit: Duration::from_mins(1),
            sync_retry: Duration::from_secs(3),
            presence_poll: Duration::from_mins(1),
        }
    }
}

/// After this many failures in a row the pause before connecting again grows.
const PATIENT_FAILURES: u32 = 7;

impl Pace {
    /// The pause before connecting again after so many failures in a row.
    ///
    /// Source: `mattermost/mattermost-mobile` `app/client/websocket/index.ts`.
    pub fn reconnect_pause(&self, failures: u32) -> Duration {
        let factor = if failures > PATIENT_FAILURES { failures } else { 1 };
        self.reconnect.saturating_mul(factor).min(self.reconnect_limit)
    }
}

/// `first`, doubled for each failure after the first, up to `limit`.
pub(crate) fn doubling(first: Duration, limit: Duration, failures: u32) -> Duration {
    first.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reconnecting_slows_down_after_seven_failures() {
        let pace = Pace::default();
        for (failures, secs) in [(0, 3), (1, 3), (7, 3), (8, 24), (50, 150), (100, 300), (u32::MAX, 300)] {
            assert_eq!(pace.reconnect_pause(failures), Duration::from_secs(secs), "{failures}");
        }
    }

    #[test]
    fn retries_double_up_to_the_limit() {
        let pause = |failures| doubling(Duration::from_secs(2), Duration::from_mins(1), failures).as_secs();
        assert_eq!([1, 2, 3, 5, 6, 99].map(pause), [2, 4, 8, 32, 60, 60]);
    }
}
