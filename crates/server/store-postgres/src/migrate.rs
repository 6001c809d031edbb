//! The schema, step by step. A step that was released never changes.
//!
//! Steps add and never take away, so that nodes of the version before go on beside it: columns with defaults, tables,
//! indexes, functions under new names. No statement of this crate says `*`. What a version no longer needs goes two
//! versions later, by a step that names the oldest schema a program must know to live with it.

use std::time::Duration;

use tokio_postgres::{Client, error::SqlState};

use crate::{connection::Connection, connector::Connector, fault::in_words, open_error::OpenError};

struct Step {
    sql: &'static str,
    /// A program that knows fewer steps than this must not run after it.
    oldest: i32,
}

const STEPS: &[Step] = &[
    Step { sql: include_str!("../migrations/0001_begin.sql"), oldest: 1 },
    Step { sql: include_str!("../migrations/0002_posting.sql"), oldest: 2 },
    Step { sql: include_str!("../migrations/0003_threads_and_edits.sql"), oldest: 2 },
    Step { sql: include_str!("../migrations/0004_files_and_reactions.sql"), oldest: 2 },
    Step { sql: include_str!("../migrations/0005_uploads.sql"), oldest: 2 },
    Step { sql: include_str!("../migrations/0006_search.sql"), oldest: 2 },
    Step { sql: include_str!("../migrations/0007_integrations.sql"), oldest: 2 },
    Step { sql: include_str!("../migrations/0008_second_factors.sql"), oldest: 2 },
    Step { sql: include_str!("../migrations/0009_audits.sql"), oldest: 2 },
    Step { sql: include_str!("../migrations/0010_registrations.sql"), oldest: 2 },
];

/// The advisory lock that one migrating program holds.
const LOCK: i64 = 0x636f_756e_7465_7201;

/// How often a step is tried that would make running nodes wait.
const TRIES: u32 = 60;

/// Does the steps that are missing, each in its own transaction. Where none is, the connection is still good for
/// something; one that migrated holds a lock until it ends.
pub(crate) async fn run(connector: &Connector) -> Result<Option<Connection>, OpenError> {
    let connection = connector.connect_bare().await.map_err(|fault| OpenError::Connect(fault.to_string()))?;
    let client = connection.client();
    check_server(client).await?;
    let known = i32::try_from(STEPS.len()).unwrap_or(i32::MAX);
    if done(client).await? == Some(known) {
        return Ok(Some(connection));
    }
    lock(client).await.map_err(|error| step_failed(0, &error))?;
    let done = match done(client).await? {
        Some(done) => done,
        None => begin(client).await.map_err(|error| step_failed(0, &error))?,
    };
    for (step, number) in STEPS.iter().zip(1..).skip(usize::try_from(done).unwrap_or(0)) {
        patiently(client, step, number).await.map_err(|error| step_failed(number, &error))?;
        tracing::info!(schema = number, "database schema brought up to date");
    }
    Ok(None)
}

fn step_failed(step: i32, error: &tokio_postgres::Error) -> OpenError {
    OpenError::Migrate { step, reason: in_words(error) }
}

async fn check_server(client: &Client) -> Result<(), OpenError> {
    let sql = "SELECT current_setting('server_version_num')::int, current_setting('server_version'),
               current_setting('server_encoding'), current_setting('fsync') = 'on'
                   AND current_setting('synchronous_commit') <> 'off' AND current_setting('full_page_writes') = 'on'";
    let row = client.query_one(sql, &[]).await.map_err(|error| OpenError::Connect(in_words(&error)))?;
    let unreadable = |error: tokio_postgres::Error| OpenError::Connect(error.to_string());
    if row.try_get::<_, i32>(0).map_err(unreadable)? < 130_000 {
        return Err(OpenError::TooOld { found: row.try_get(1).map_err(unreadable)? });
    }
    let encoding: String = row.try_get(2).map_err(unreadable)?;
    if encoding != "UTF8" {
        return Err(OpenError::Encoding { found: encoding });
    }
    if !row.try_get::<_, bool>(3).map_err(unreadable)? {
        tracing::warn!(
            "the database's settings (fsync, synchronous_commit, full_page_writes) let it forget what it promised"
        );
    }
    Ok(())
}

/// Waits for other programs that migrate.
async fn lock(client: &Client) -> Result<(), tokio_postgres::Error> {
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await.map(|_| ())
}

/// How many steps are done; `None` when the database is empty.
async fn done(client: &Client) -> Result<Option<i32>, OpenError> {
    let there = client.query_one("SELECT to_regclass('schema_steps') IS NOT NULL", &[]).await;
    let there = there.and_then(|row| row.try_get::<_, bool>(0)).map_err(|error| step_failed(0, &error))?;
    if !there {
        return Ok(None);
    }
    let sql = "SELECT coalesce(max(number), 0), coalesce(max(oldest), 0) FROM schema_steps";
    let row = client.query_one(sql, &[]).await.map_err(|error| step_failed(0, &error))?;
    let known = i32::try_from(STEPS.len()).unwrap_or(i32::MAX);
    let (found, needed): (i32, i32) = (row.get(0), row.get(1));
    if needed > known { Err(OpenError::TooNew { needed, known }) } else { Ok(Some(found.min(known))) }
}

async fn begin(client: &Client) -> Result<i32, tokio_postgres::Error> {
    let sql = "CREATE TABLE schema_steps (number integer PRIMARY KEY, oldest integer NOT NULL,
               done_at timestamptz NOT NULL DEFAULT now())";
    client.batch_execute(sql).await?;
    Ok(0)
}

/// Does a step. Whoever waits for a table's lock makes everybody behind wait too: it gives up soon and tries again.
async fn patiently(client: &Client, step: &Step, number: i32) -> Result<(), tokio_postgres::Error> {
    let (sql, oldest) = (step.sql, step.oldest);
    let whole = format!(
        "BEGIN; SET LOCAL lock_timeout = '1s'; {sql}
         INSERT INTO schema_steps (number, oldest) VALUES ({number}, {oldest}); COMMIT;"
    );
    let mut tries = 1;
    loop {
        match client.batch_execute(&whole).await {
            Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) && tries < TRIES => {
                client.batch_execute("ROLLBACK").await?;
                tries += 1;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            outcome => return outcome,
        }
    }
}
