use countersign_primitives::FileId;
use countersign_server_files::intake::{Intake, Received};

/// Files of one upload that nobody knows of yet. Those that nobody takes are deleted again.
pub(crate) struct ReceivedFiles {
    intake: Intake,
    files: Vec<(FileId, Received)>,
}

impl ReceivedFiles {
    /// None yet.
    pub(crate) fn new(intake: Intake) -> Self {
        Self { intake, files: Vec::new() }
    }

    /// One more is stored.
    pub(crate) fn push(&mut self, id: FileId, received: Received) {
        self.files.push((id, received));
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    /// The first, which from now on is known.
    pub(crate) fn first(&self) -> Option<(FileId, Received)> {
        self.files.first().cloned()
    }

    /// The first is known: it stays.
    pub(crate) fn keep_first(&mut self) {
        if !self.files.is_empty() {
            self.files.remove(0);
        }
    }
}

impl Drop for ReceivedFiles {
    fn drop(&mut self) {
        let files = std::mem::take(&mut self.files);
        if files.is_empty() {
            return;
        }
        // Also when the sender went away in the middle: then nothing else of this request runs any more.
        let intake = self.intake.clone();
        tokio::spawn(async move {
            for (id, _) in files {
                if let Err(error) = intake.delete(id).await {
                    tracing::warn!(%error, "a file that nobody took could not be deleted");
                }
            }
        });
    }
}
