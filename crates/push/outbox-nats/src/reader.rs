//! Reading pushes from the stream.

use std::time::Duration;

use async_nats::jetstream::{
    consumer::{AckPolicy, pull},
    stream::{RawMessageErrorKind, Stream},
};
use countersign_dispatch::{Push, StoredPush};
use futures_util::TryStreamExt;

/// Messages asked for at once.
const BATCH: usize = 500;

/// The push of a message; `None` when the message is gone.
///
/// # Errors
/// NATS did not answer, or the message makes no sense.
pub(crate) async fn read(stream: &Stream<()>, seq: u64) -> Result<Option<Push>, ReadError> {
    match stream.get_raw_message(seq).await {
        Ok(message) => parse(&message.payload).map(Some).ok_or(ReadError::Senseless),
        Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => Ok(None),
        Err(error) => Err(ReadError::Nats(error.to_string())),
    }
}

/// Why a push was not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error("NATS: {0}")]
    Nats(String),
    #[error("a stored push cannot be understood")]
    Senseless,
}

/// A message of a segment.
pub(crate) struct Found {
    pub(crate) seq: u64,
    pub(crate) length: u32,
    /// `None` when the message makes no sense.
    pub(crate) push: Option<Push>,
}

/// Reads a whole segment, oldest first, and shows each message. Stops early when `show` returns false.
///
/// # Errors
/// NATS did not answer; what was shown until then is right.
pub(crate) async fn read_all(
    stream: &Stream<()>,
    subject: &str,
    mut show: impl FnMut(Found) -> bool,
) -> Result<(), String> {
    let config = pull::Config {
        filter_subject: subject.to_owned(),
        ack_policy: AckPolicy::None,
        memory_storage: true,
        inactive_threshold: Duration::from_secs(30),
        ..pull::Config::default()
    };
    let mut consumer = stream.create_consumer(config).await.map_err(|error| error.to_string())?;
    let mut left = consumer.info().await.map_err(|error| error.to_string())?.num_pending;
    while left > 0 {
        let batch = consumer.fetch().max_messages(BATCH).messages().await.map_err(|error| error.to_string())?;
        let messages: Vec<_> = batch.try_collect().await.map_err(|error| error.to_string())?;
        if messages.is_empty() {
            return Err("the messages of a segment do not come".to_owned());
        }
        for message in messages {
            let info = message.info().map_err(|error| error.to_string())?;
            left = info.pending;
            let length = u32::try_from(message.payload.len()).unwrap_or(u32::MAX);
            if !show(Found { seq: info.stream_sequence, length, push: parse(&message.payload) }) {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn parse(payload: &[u8]) -> Option<Push> {
    serde_json::from_slice::<StoredPush>(payload).ok().map(Push::from)
}
