//! Taking new files into use by itself.

use std::{os::unix::fs::MetadataExt, path::Path, sync::Arc, time::Duration};

use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::{ServerTls, TlsFiles};

/// Looks at the files every so often, and loads them when one has changed. Files are compared by what the file system
/// says of them, through symbolic links, so that it does not matter how they are replaced. What is half written fails to
/// load, and is tried again at its next change.
pub(crate) async fn watch(listener: Arc<str>, tls: Arc<ServerTls>, interval: Duration, end: CancellationToken) {
    let mut seen = tls.seen.clone();
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = end.cancelled() => return,
        }
        let now = Fingerprint::of(&tls.files).await;
        if now == seen {
            continue;
        }
        seen = now;
        match tls.reload().await {
            Ok(()) => info!(%listener, "new TLS files are in use"),
            Err(error) => warn!(%listener, %error, "new TLS files are of no use; the old ones stay"),
        }
    }
}

/// How the files looked, each that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint(Vec<Option<Mark>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    device: u64,
    inode: u64,
    length: u64,
    changed: (i64, i64),
}

impl Fingerprint {
    pub(super) async fn of(files: &TlsFiles) -> Self {
        let mut marks = Vec::new();
        for path in files.paths() {
            marks.push(mark(path).await);
        }
        Self(marks)
    }
}

async fn mark(path: &Path) -> Option<Mark> {
    let data = tokio::fs::metadata(path).await.ok()?;
    let changed = (data.ctime(), data.ctime_nsec());
    Some(Mark { device: data.dev(), inode: data.ino(), length: data.len(), changed })
}
