//! Leases of segments: entries of a bucket that expire.

use async_nats::jetstream::kv::{CreateErrorKind, Operation, Store, UpdateErrorKind};
use bytes::Bytes;

/// The leases of one stream, as one gateway sees them.
#[derive(Debug)]
pub(crate) struct Leases {
    bucket: Store,
    /// Names this gateway: no two processes have the same.
    holder: String,
}

/// What became of a lease that was ours.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Renewal {
    /// It is ours; its revision.
    Ours(u64),
    /// It is another's.
    Lost,
    /// NATS did not answer.
    Unknown,
}

/// Whether a lease may be taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Somebody holds it.
    Held,
    /// It was given back.
    Free,
    /// It has run out.
    Expired,
}

impl Leases {
    pub(crate) fn new(bucket: Store, holder: String) -> Self {
        Self { bucket, holder }
    }

    /// Takes a lease that nobody holds; its revision. `None` when somebody does.
    ///
    /// # Errors
    /// NATS did not answer.
    pub(crate) async fn take(&self, name: &str) -> Result<Option<u64>, String> {
        match self.bucket.create(name, self.value()).await {
            Ok(revision) => Ok(Some(revision)),
            Err(error) if error.kind() == CreateErrorKind::AlreadyExists => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Renews a lease of ours. One that ran out is taken again if nobody was faster.
    pub(crate) async fn renew(&self, name: &str, revision: u64) -> Renewal {
        let mut revision = revision;
        // The second time with what is there, should the answer to the last renewal have been lost.
        for _ in 0..2 {
            match self.bucket.update(name, self.value(), revision).await {
                Ok(renewed) => return Renewal::Ours(renewed),
                Err(error) if error.kind() != UpdateErrorKind::WrongLastRevision => return Renewal::Unknown,
                Err(_) => {}
            }
            match self.bucket.entry(name).await {
                Ok(Some(entry)) if entry.operation == Operation::Put && entry.value == self.holder => {
                    revision = entry.revision;
                }
                Ok(Some(entry)) if entry.operation == Operation::Put => return Renewal::Lost,
                Ok(_) => {
                    return match self.take(name).await {
                        Ok(Some(taken)) => Renewal::Ours(taken),
                        Ok(None) => Renewal::Lost,
                        Err(_) => Renewal::Unknown,
                    };
                }
                Err(_) => return Renewal::Unknown,
            }
        }
        Renewal::Unknown
    }

    /// Looks whether a lease may be taken.
    ///
    /// # Errors
    /// NATS did not answer.
    pub(crate) async fn look(&self, name: &str) -> Result<Claim, String> {
        match self.bucket.entry(name).await {
            Ok(Some(entry)) if entry.operation == Operation::Put => Ok(Claim::Held),
            Ok(Some(_)) => Ok(Claim::Free),
            Ok(None) => Ok(Claim::Expired),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Gives a lease back.
    ///
    /// # Errors
    /// NATS did not answer, or the lease was no longer ours.
    pub(crate) async fn give_back(&self, name: &str, revision: u64) -> Result<(), String> {
        self.bucket.delete_expect_revision(name, Some(revision)).await.map_err(|error| error.to_string())
    }

    fn value(&self) -> Bytes {
        Bytes::from(self.holder.clone())
    }
}
