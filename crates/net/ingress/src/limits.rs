use std::time::Duration;

/// What one connection may cost. Every field has a default that fits a service on the open internet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections of one listener at a time. Above it nothing more is accepted: callers wait in the kernel's queue.
    /// Default 16,384; at least 1, at most 1,000,000. A connection that became a WebSocket counts until it is
    /// closed.
    pub max_connections: u32,
    /// Bytes of one request's head: request line and headers, or the list of HTTP/2. Above it 431. Default 64 KiB, at
    /// least 8 KiB.
    pub max_header_bytes: u32,
    /// How long a begun request head may take until it is complete, in HTTP/1. Default 10 s. Measured in steps of a
    /// quarter.
    pub header_timeout: Duration,
    /// How long a connection may be without any request before it is closed. Default 75 s. Measured in steps.
    pub idle_timeout: Duration,
    /// How long a TLS handshake may take, or the preface that tells HTTP/2 from HTTP/1 where both come in clear.
    /// Default 10 s.
    pub handshake_timeout: Duration,
    /// How long a caller may take none of an answer that is waiting for it. Default 30 s. Measured in steps.
    pub stall_timeout: Duration,
    /// How long what a caller still sends is read and thrown away after an answer that did not need it, so that the
    /// answer is not lost to a reset connection. Default 5 s; zero closes at once.
    pub linger: Duration,
    /// Whether a request of HTTP/1 is seen to to its end also when its caller goes away or closes its side meanwhile.
    /// Default false: whoever handles it is dropped then. True spares the second read buffer, 8 KiB, that watching the
    /// caller takes while its request is under way.
    pub finish_without_caller: bool,
    /// How fast a request's body must come.
    pub body: BodyPace,
    /// Limits of HTTP/2 alone.
    pub http2: Http2Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: 16_384,
            max_header_bytes: 64 << 10,
            header_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(75),
            handshake_timeout: Duration::from_secs(10),
            stall_timeout: Duration::from_secs(30),
            linger: Duration::from_secs(5),
            finish_without_caller: false,
            body: BodyPace::default(),
            http2: Http2Limits::default(),
        }
    }
}

impl Limits {
    /// How often the state of a connection is looked at: a quarter of the shortest limit, 5 s at most.
    pub(crate) fn step(&self) -> Duration {
        let shortest = self.header_timeout.min(self.idle_timeout).min(self.stall_timeout);
        (shortest / 4).clamp(Duration::from_millis(5), Duration::from_secs(5))
    }

    /// The first value that makes no sense.
    ///
    /// # Errors
    /// The name of the field and what it must be.
    pub fn validate(&self) -> Result<(), LimitsError> {
        let times = [self.header_timeout, self.idle_timeout, self.handshake_timeout, self.stall_timeout];
        if !(1..=1_000_000).contains(&self.max_connections) {
            Err(LimitsError("max_connections must be between 1 and 1,000,000"))
        } else if self.max_header_bytes < 8 << 10 {
            Err(LimitsError("max_header_bytes must be at least 8,192"))
        } else if times.iter().any(Duration::is_zero) || self.body.pause.is_zero() {
            Err(LimitsError("a time-out must not be zero"))
        } else if self.http2.max_streams == 0 {
            Err(LimitsError("http2.max_streams must not be zero"))
        } else {
            Ok(())
        }
    }
}

/// Which limit makes no sense, and what it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LimitsError(&'static str);

/// How fast a request's body must come. Only the time in which the handler waits for more counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyPace {
    /// The longest time without a single byte. Default 15 s.
    pub pause: Duration,
    /// Bytes per second on average, once `grace` is used up. Default 240; zero means no rate is asked for.
    pub min_bytes_per_sec: u32,
    /// Time given before the average counts. Default 10 s.
    pub grace: Duration,
}

impl Default for BodyPace {
    fn default() -> Self {
        Self { pause: Duration::from_secs(15), min_bytes_per_sec: 240, grace: Duration::from_secs(10) }
    }
}

impl BodyPace {
    /// How much waiting is allowed in all once `received` bytes are here.
    pub(crate) fn allowance(&self, received: u64) -> Duration {
        match self.min_bytes_per_sec {
            0 => Duration::MAX,
            rate => self.grace.saturating_add(Duration::from_millis(received.saturating_mul(1000) / u64::from(rate))),
        }
    }
}

/// Limits of HTTP/2 alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Http2Limits {
    /// Requests at a time on one connection. Default 250.
    pub max_streams: u32,
    /// Bytes of one request's body that may be under way unread. Default 256 KiB.
    pub stream_window_bytes: u32,
    /// The same for all requests of a connection together. Default 2 MiB.
    pub connection_window_bytes: u32,
    /// Whether a WebSocket may be opened by extended CONNECT (RFC 8441). Default off: browsers then use HTTP/1.1.
    pub extended_connect: bool,
}

impl Default for Http2Limits {
    fn default() -> Self {
        Self {
            max_streams: 250,
            stream_window_bytes: 256 << 10,
            connection_window_bytes: 2 << 20,
            extended_connect: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_make_sense() {
        assert_eq!(Limits::default().validate(), Ok(()));
        assert_eq!(Limits::default().step(), Duration::from_millis(2_500));
    }

    #[test]
    fn nonsense_is_named() {
        let told = |limits: Limits| limits.validate().unwrap_err().to_string();
        assert!(told(Limits { max_connections: 0, ..Limits::default() }).contains("max_connections"));
        assert!(told(Limits { max_header_bytes: 100, ..Limits::default() }).contains("max_header_bytes"));
        assert!(told(Limits { idle_timeout: Duration::ZERO, ..Limits::default() }).contains("time-out"));
    }

    #[test]
    fn bytes_buy_time() {
        let pace = BodyPace { min_bytes_per_sec: 100, grace: Duration::from_secs(1), ..BodyPace::default() };
        assert_eq!(pace.allowance(0), Duration::from_secs(1));
        assert_eq!(pace.allowance(250), Duration::from_millis(3_500));
        assert_eq!(BodyPace { min_bytes_per_sec: 0, ..pace }.allowance(0), Duration::MAX);
    }
}
