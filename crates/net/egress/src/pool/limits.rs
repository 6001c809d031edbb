use std::time::Duration;

/// How far a pool may go.
#[derive(Clone, Copy, Debug)]
pub struct PoolLimits {
    /// Most connections at once. Default: 8.
    pub connections: usize,
    /// Shortest time between two connections being opened, once the first is there. Default: 1 s, which Apple asks for.
    pub open_interval: Duration,
    /// Most streams per connection, whatever the peer allows. Default: 10,000.
    pub streams: usize,
    /// Most requests that may wait for a stream; further ones fail at once. Default: 10,000.
    pub waiting: usize,
    /// After how much time a PING checks that a connection lives. Default: 30 s.
    pub ping_after: Duration,
    /// How long the answer to a PING may take. Default: 10 s.
    pub ping_timeout: Duration,
    /// After how much time a connection is replaced. Default: 6 h.
    pub max_age: Duration,
    /// First wait after a failed attempt to connect; doubles up to a minute. Default: 1 s.
    pub dial_backoff: Duration,
}

impl Default for PoolLimits {
    fn default() -> Self {
        Self {
            connections: 8,
            open_interval: Duration::from_secs(1),
            streams: 10_000,
            waiting: 10_000,
            ping_after: Duration::from_secs(30),
            ping_timeout: Duration::from_secs(10),
            max_age: Duration::from_hours(6),
            dial_backoff: Duration::from_secs(1),
        }
    }
}
