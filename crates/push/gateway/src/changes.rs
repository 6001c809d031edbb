//! Files that change.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// How often files are looked at.
const LOOK: Duration = Duration::from_secs(2);

/// When a file was written last, and its size; `None` when there is none.
type Seen = Option<(SystemTime, u64)>;

/// The configuration and the files it names, watched for changes.
pub(crate) struct Changes {
    watched: bool,
    config: PathBuf,
    files: Vec<(PathBuf, Seen)>,
}

impl Changes {
    pub(crate) fn new(watched: bool, config: &Path, files: Vec<PathBuf>) -> Self {
        let mut changes = Self { watched, config: config.to_owned(), files: Vec::new() };
        changes.watch(files);
        changes
    }

    /// Watches these files from now on.
    pub(crate) fn watch(&mut self, files: Vec<PathBuf>) {
        let all = std::iter::once(self.config.clone()).chain(files);
        self.files = all.map(|file| (file.clone(), seen(&file))).collect();
    }

    /// Waits until something has changed and stayed so from one look to the next: files are not written in an instant.
    pub(crate) async fn next(&mut self) {
        if !self.watched {
            std::future::pending::<()>().await;
        }
        let mut last: Vec<Seen> = self.now();
        loop {
            tokio::time::sleep(LOOK).await;
            let now = self.now();
            let changed = self.files.iter().zip(&now).any(|((_, before), now)| before != now);
            if changed && now == last {
                for ((_, before), now) in self.files.iter_mut().zip(now) {
                    *before = now;
                }
                return;
            }
            last = now;
        }
    }

    fn now(&self) -> Vec<Seen> {
        self.files.iter().map(|(file, _)| seen(file)).collect()
    }
}

fn seen(file: &Path) -> Seen {
    let facts = fs::metadata(file).ok()?;
    Some((facts.modified().ok()?, facts.len()))
}
