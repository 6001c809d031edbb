use std::time::Duration;

use countersign_nats::{ConnectError, NatsConfig};

/// Which stream to use, and how.
#[derive(Clone, Debug)]
pub struct NatsOutboxConfig {
    /// Which NATS.
    pub nats: NatsConfig,
    /// Name of the stream, and of what belongs to it: letters, digits, `-` and `_`. Gateways that name the same one
    /// share their work. Default: `countersign-pushes`.
    pub stream: String,
    /// On how many NATS servers each push is stored: 1, 3 or 5. Default: 1.
    pub replicas: usize,
    /// After what time without a sign of life a gateway's pushes may be taken over. What the first gateway of a stream
    /// says counts for all. Default: 6 s.
    pub lease: Duration,
    /// Most pushes in the stream, of all gateways. Default: 1,000,000.
    pub most_pushes: usize,
    /// Most bytes in the stream, of all gateways. Default: 1 GiB.
    pub most_bytes: u64,
    /// After what time the stream forgets a push whatever becomes of it: longer than any push is worth delivering.
    /// Default: 25 h.
    pub keep: Duration,
}

impl NatsOutboxConfig {
    /// The defaults, at this NATS.
    pub fn new(nats: NatsConfig) -> Self {
        Self {
            nats,
            stream: "countersign-pushes".to_owned(),
            replicas: 1,
            lease: Duration::from_secs(6),
            most_pushes: 1_000_000,
            most_bytes: 1 << 30,
            keep: Duration::from_hours(25),
        }
    }

    /// The bucket that holds the leases.
    pub(crate) fn bucket(&self) -> String {
        format!("{}-leases", self.stream)
    }

    pub(crate) fn has_good_name(&self) -> bool {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !self.stream.is_empty() && self.stream.bytes().all(good)
    }
}

/// Why a queue cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The stream's name has other characters than letters, digits, `-` and `_`.
    #[error("the name of the NATS stream may have letters, digits, - and _ only")]
    Name,
    /// NATS does not give us the stream or the bucket: is JetStream on, are there as many servers as replicas, may we?
    #[error("NATS does not provide the {what}: {text}")]
    Refused {
        /// Stream or bucket.
        what: &'static str,
        /// What NATS says.
        text: String,
    },
}
