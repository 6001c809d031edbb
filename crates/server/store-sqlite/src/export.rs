//! Everything in the file, for moving it to another store.

use std::path::Path;

use countersign_server_domain::transfer::{Cell, RowBatch};
use rusqlite::{Connection, Row, types::ValueRef};

use crate::{
    fault::Fault,
    open::{self, Access},
};

/// Rows handed over at once.
const BATCH: usize = 1000;

/// Why a file's rows could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// SQLite cannot read it.
    #[error("the database cannot be read: {0}")]
    Database(String),
    /// Whoever takes the rows wanted no more.
    #[error("the rows were not taken")]
    Stopped,
}

impl From<Fault> for ExportError {
    fn from(fault: Fault) -> Self {
        Self::Database(fault.to_string())
    }
}

impl From<rusqlite::Error> for ExportError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.to_string())
    }
}

/// Reads all rows of a database that is up to date, table by table, as of one moment. `take` gets each batch, at least
/// one for each table, and says whether it wants more. Blocks.
///
/// # Errors
/// The file cannot be read, or `take` wanted no more.
pub fn export(database: &Path, mut take: impl FnMut(RowBatch) -> bool) -> Result<(), ExportError> {
    let db = open::connect(database, Access::Read)?;
    db.execute_batch("BEGIN")?;
    for table in tables(&db)? {
        rows_of(&db, &table, &mut take)?;
    }
    Ok(db.execute_batch("COMMIT")?)
}

/// Tables that hold something of their own: not SQLite's, and none that an index for searching is made of, whose names begin
/// with `search_`.
fn tables(db: &Connection) -> Result<Vec<String>, rusqlite::Error> {
    let sql = "SELECT name FROM pragma_table_list
               WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                 AND name NOT LIKE 'search\\_%' ESCAPE '\\' ORDER BY name";
    let mut statement = db.prepare(sql)?;
    statement.query_map((), |row| row.get(0))?.collect()
}

fn rows_of(db: &Connection, table: &str, take: &mut impl FnMut(RowBatch) -> bool) -> Result<(), ExportError> {
    let mut statement = db.prepare(&format!("SELECT * FROM \"{table}\""))?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut batch = RowBatch { table: table.to_owned(), columns, rows: Vec::new() };
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        batch.rows.push(cells(row, batch.columns.len())?);
        if batch.rows.len() == BATCH {
            let full = RowBatch { rows: std::mem::take(&mut batch.rows), ..batch.clone() };
            if !take(full) {
                return Err(ExportError::Stopped);
            }
        }
    }
    if take(batch) { Ok(()) } else { Err(ExportError::Stopped) }
}

fn cells(row: &Row<'_>, count: usize) -> Result<Vec<Cell>, ExportError> {
    (0..count).map(|place| cell(row.get_ref(place)?)).collect()
}

fn cell(value: ValueRef<'_>) -> Result<Cell, ExportError> {
    match value {
        ValueRef::Null => Ok(Cell::Null),
        ValueRef::Integer(number) => Ok(Cell::Integer(number)),
        ValueRef::Blob(bytes) => Ok(Cell::Bytes(bytes.to_vec())),
        ValueRef::Text(text) => match String::from_utf8(text.to_vec()) {
            Ok(text) => Ok(Cell::Text(text)),
            Err(_) => Err(ExportError::Database("a text is not UTF-8".to_owned())),
        },
        ValueRef::Real(_) => Err(ExportError::Database("a column holds a fraction".to_owned())),
    }
}
