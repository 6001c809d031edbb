use std::path::PathBuf;

/// Why a database could not be opened. Never holds the password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address cannot be read.
    #[error("the database's address is malformed: {0}")]
    Address(String),
    /// The file with certificates cannot be used.
    #[error("{path}: {reason}", path = path.display())]
    Roots {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Nobody answers there, or not to us.
    #[error("the database does not let us in: {0}")]
    Connect(String),
    /// Older than what this version needs.
    #[error("the database is PostgreSQL {found}; 13 or newer is needed")]
    TooOld {
        /// Its version.
        found: String,
    },
    /// Its encoding is not UTF-8.
    #[error("the database's encoding is {found}; make one with `ENCODING 'UTF8'`")]
    Encoding {
        /// Its encoding.
        found: String,
    },
    /// A newer version of this program has changed it so that this one would do harm.
    #[error("the database was changed by a newer version (it needs schema {needed}, this one knows {known})")]
    TooNew {
        /// The oldest schema that a program must know.
        needed: i32,
        /// The newest schema this version knows.
        known: i32,
    },
    /// Servers use the database that could not hear of what happens on the others.
    #[error("{}", company(*alone))]
    Company {
        /// Whether this one wants to be alone; otherwise another one does.
        alone: bool,
    },
    /// The schema could not be brought up to date.
    #[error("schema step {step}: {reason}")]
    Migrate {
        /// Which step.
        step: i32,
        /// Why, in PostgreSQL's words.
        reason: String,
    },
}

fn company(alone: bool) -> &'static str {
    if alone {
        "other servers use this database, and they could not hear of what happens here. Stop them first, or start all of \
         them with a bus (--bus nats://...)"
    } else {
        "a server without a bus uses this database, and could not hear of what happens here. Stop it first, and start it \
         with the same bus"
    }
}
