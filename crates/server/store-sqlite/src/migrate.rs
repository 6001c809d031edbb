//! The schema, step by step. A step that was released never changes; the file's `user_version` says which are done.

use std::path::Path;

use rusqlite::Connection;

use crate::open_error::OpenError;

const STEPS: &[&str] = &[
    include_str!("../migrations/0001_begin.sql"),
    include_str!("../migrations/0002_threads_and_edits.sql"),
    include_str!("../migrations/0003_files_and_reactions.sql"),
    include_str!("../migrations/0004_uploads.sql"),
    include_str!("../migrations/0005_search.sql"),
    include_str!("../migrations/0006_integrations.sql"),
    include_str!("../migrations/0007_second_factors.sql"),
    include_str!("../migrations/0008_audits.sql"),
    include_str!("../migrations/0009_registrations.sql"),
    include_str!("../migrations/0010_search_in_groups.sql"),
];

/// Does the steps that are missing, each in its own transaction.
pub(crate) fn run(db: &Connection, path: &Path) -> Result<(), OpenError> {
    let database = |error: rusqlite::Error| OpenError::of(path, &error.into());
    let done: u32 = db.query_row("PRAGMA user_version", (), |row| row.get(0)).map_err(database)?;
    let done = done as usize;
    if done > STEPS.len() {
        return Err(OpenError::TooNew { path: path.to_owned(), found: done, known: STEPS.len() });
    }
    for (index, step) in STEPS.iter().enumerate().skip(done) {
        let version = index + 1;
        db.execute_batch(&format!("BEGIN IMMEDIATE; {step} PRAGMA user_version = {version}; COMMIT;"))
            .map_err(database)?;
        tracing::info!(schema = version, "database schema brought up to date");
    }
    Ok(())
}
