//! Taking in everything that another store held.

use std::collections::BTreeMap;

use countersign_server_domain::transfer::{Cell, RowBatch};
use tokio_postgres::{Statement, types::ToSql};

use crate::{
    connection::Connection,
    fault::{Fault, in_words},
};

/// Why rows could not be taken in. Nothing was kept then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There is something in the database.
    #[error("the database is not empty: there are rows in {0}")]
    NotEmpty(String),
    /// A server uses it.
    #[error("the database is in use by {0} servers")]
    InUse(usize),
    /// There is no such table or column here.
    #[error("there is no place for {0}")]
    NoPlace(String),
    /// A value is not what the column holds.
    #[error("{table}.{column} holds something unreadable")]
    Value {
        /// In which table.
        table: String,
        /// In which column.
        column: String,
    },
    /// PostgreSQL says no, or cannot be reached.
    #[error("the database does not take the rows: {0}")]
    Database(String),
}

impl From<tokio_postgres::Error> for ImportError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(in_words(&error))
    }
}

impl From<Fault> for ImportError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Postgres(error) => error.into(),
            other => Self::Database(other.to_string()),
        }
    }
}

/// What was taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Rows, by table.
    pub rows: BTreeMap<String, u64>,
    /// Texts that held NUL, which PostgreSQL cannot keep. It was left out of them.
    pub texts_without_nul: u64,
}

/// A transaction that takes rows in. Everything is kept by [`Import::finish`]; dropped before, nothing is.
pub struct Import {
    connection: Connection,
    tables: BTreeMap<String, Table>,
    imported: Imported,
}

struct Table {
    columns: Vec<(String, Kind)>,
    insert: Statement,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Integer,
    Truth,
    Text,
    Bytes,
    /// A list of texts, that comes as JSON.
    List,
}

impl Kind {
    fn of(postgres: &str) -> Option<Self> {
        match postgres {
            "bigint" => Some(Self::Integer),
            "boolean" => Some(Self::Truth),
            "text" => Some(Self::Text),
            "bytea" => Some(Self::Bytes),
            "text[]" => Some(Self::List),
            _ => None,
        }
    }

    /// The type that values are sent as, in an array.
    fn sent_as(self) -> &'static str {
        match self {
            Self::Integer => "bigint[]",
            Self::Truth => "boolean[]",
            Self::Text | Self::List => "text[]",
            Self::Bytes => "bytea[]",
        }
    }
}

impl Import {
    pub(crate) async fn begin(connection: Connection) -> Result<Self, ImportError> {
        // A table may be large; nobody else waits for this connection.
        connection.client().batch_execute("SET statement_timeout = 0; BEGIN").await?;
        Ok(Self { connection, tables: BTreeMap::new(), imported: Imported::default() })
    }

    /// Takes rows in.
    ///
    /// # Errors
    /// See [`ImportError`].
    pub async fn add(&mut self, batch: RowBatch) -> Result<(), ImportError> {
        if !self.tables.contains_key(&batch.table) {
            let table = self.table(&batch).await?;
            self.tables.insert(batch.table.clone(), table);
        }
        let Some(table) = self.tables.get(&batch.table) else { return Err(ImportError::NoPlace(batch.table)) };
        let mut columns: Vec<Column> = table.columns.iter().map(|(_, kind)| Column::new(*kind)).collect();
        for row in batch.rows {
            for (cell, (column, (name, _))) in row.into_iter().zip(columns.iter_mut().zip(&table.columns)) {
                let value = || ImportError::Value { table: batch.table.clone(), column: name.clone() };
                self.imported.texts_without_nul += u64::from(column.push(cell).ok_or_else(value)?);
            }
        }
        let values: Vec<&(dyn ToSql + Sync)> = columns.iter().map(Column::value).collect();
        let added = self.connection.client().execute(&table.insert, &values).await?;
        *self.imported.rows.entry(batch.table).or_default() += added;
        Ok(())
    }

    /// Keeps everything.
    ///
    /// # Errors
    /// PostgreSQL says no, or cannot be reached. In the second case whether it is kept is not known.
    pub async fn finish(self) -> Result<Imported, ImportError> {
        self.connection.client().batch_execute(CONTINUE_NUMBERS).await?;
        self.connection.client().batch_execute("COMMIT").await?;
        self.connection.client().batch_execute("ANALYZE").await?;
        Ok(self.imported)
    }

    async fn table(&self, batch: &RowBatch) -> Result<Table, ImportError> {
        let client = self.connection.client();
        let name = &batch.table;
        let sql = "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
                   WHERE a.attrelid = to_regclass(quote_ident($1)) AND a.attnum > 0 AND NOT a.attisdropped";
        let mut types: BTreeMap<String, String> = BTreeMap::new();
        for row in client.query(sql, &[name]).await? {
            types.insert(row.try_get::<_, &str>(0)?.to_owned(), row.try_get(1)?);
        }
        let mut columns = Vec::new();
        for column in &batch.columns {
            let kind = types.get(column).and_then(|name| Kind::of(name));
            let kind = kind.ok_or_else(|| ImportError::NoPlace(format!("{name}.{column}")))?;
            columns.push((column.clone(), kind));
        }
        if client.query_opt(&format!("SELECT FROM \"{name}\" LIMIT 1"), &[]).await?.is_some() {
            return Err(ImportError::NotEmpty(name.clone()));
        }
        let insert = client.prepare(&insert(name, &columns)).await?;
        Ok(Table { columns, insert })
    }
}

/// Numbers that the database gives go on behind the highest.
const CONTINUE_NUMBERS: &str = "DO $$ DECLARE c record; BEGIN
    FOR c IN SELECT a.attrelid::regclass::text AS place, a.attname AS name
             FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid AND t.relkind = 'r' WHERE a.attidentity <> '' LOOP
        EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, %L), coalesce(max(%I), 0) + 1, false) FROM %s',
            c.place, c.name, c.name, c.place);
    END LOOP;
END $$";

fn insert(table: &str, columns: &[(String, Kind)]) -> String {
    let mut names = Vec::new();
    let mut values = Vec::new();
    let mut arrays = Vec::new();
    for (number, (name, kind)) in (1..).zip(columns) {
        names.push(format!("\"{name}\""));
        values.push(match kind {
            Kind::List => format!(
                "ARRAY(SELECT e.text FROM json_array_elements_text(w.c{number}::json) WITH ORDINALITY AS e (text, place)
                 ORDER BY e.place)"
            ),
            _ => format!("w.c{number}"),
        });
        arrays.push((format!("${number}::{}", kind.sent_as()), format!("c{number}")));
    }
    let (arrays, aliases): (Vec<String>, Vec<String>) = arrays.into_iter().unzip();
    format!(
        "INSERT INTO \"{table}\" ({}) SELECT {} FROM unnest({}) WITH ORDINALITY AS w ({}, place) ORDER BY w.place",
        names.join(", "),
        values.join(", "),
        arrays.join(", "),
        aliases.join(", ")
    )
}

/// The values of one column.
enum Column {
    Integers(Vec<Option<i64>>),
    Truths(Vec<Option<bool>>),
    Texts(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Column {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Integer => Self::Integers(Vec::new()),
            Kind::Truth => Self::Truths(Vec::new()),
            Kind::Text | Kind::List => Self::Texts(Vec::new()),
            Kind::Bytes => Self::Bytes(Vec::new()),
        }
    }

    /// Adds a value; whether NUL was left out of it. `None` when it does not belong here.
    fn push(&mut self, cell: Cell) -> Option<bool> {
        let mut had_nul = false;
        match (self, cell) {
            (Self::Integers(values), Cell::Null) => values.push(None),
            (Self::Truths(values), Cell::Null) => values.push(None),
            (Self::Texts(values), Cell::Null) => values.push(None),
            (Self::Bytes(values), Cell::Null) => values.push(None),
            (Self::Integers(values), Cell::Integer(number)) => values.push(Some(number)),
            (Self::Truths(values), Cell::Integer(number @ (0 | 1))) => values.push(Some(number == 1)),
            (Self::Bytes(values), Cell::Bytes(bytes)) => values.push(Some(bytes)),
            (Self::Texts(values), Cell::Text(text)) => {
                had_nul = text.contains('\0');
                values.push(Some(if had_nul { text.replace('\0', "") } else { text }));
            }
            _ => return None,
        }
        Some(had_nul)
    }

    fn value(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Integers(values) => values,
            Self::Truths(values) => values,
            Self::Texts(values) => values,
            Self::Bytes(values) => values,
        }
    }
}
