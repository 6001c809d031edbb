//! Values in and out of columns.

use std::{collections::BTreeMap, str::FromStr};

use countersign_primitives::TimestampMs;
use rusqlite::{
    Row, Statement,
    types::{FromSql, ValueRef},
};
use serde_json::Value;

use countersign_server_domain::ports::store::Page;
use countersign_server_rules::notify_props::Repeated;

use crate::fault::Fault;

/// Which column: its name, or for statements with many rows its place, so that names are looked for once.
pub(crate) trait Column: Copy {
    /// Its name.
    fn name(self) -> &'static str;
    /// Its value as it lies there.
    fn value<'row>(self, row: &'row Row<'_>) -> rusqlite::Result<ValueRef<'row>>;
    /// Its value.
    fn get<T: FromSql>(self, row: &Row<'_>) -> rusqlite::Result<T>;
}

impl Column for &'static str {
    fn name(self) -> &'static str {
        self
    }

    fn value<'row>(self, row: &'row Row<'_>) -> rusqlite::Result<ValueRef<'row>> {
        row.get_ref(self)
    }

    fn get<T: FromSql>(self, row: &Row<'_>) -> rusqlite::Result<T> {
        row.get(self)
    }
}

/// A column by its place in a statement.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    index: usize,
    name: &'static str,
}

impl Place {
    /// The place of the column of this name.
    pub(crate) fn of(statement: &Statement<'_>, name: &'static str) -> rusqlite::Result<Self> {
        Ok(Self { index: statement.column_index(name)?, name })
    }
}

impl Column for Place {
    fn name(self) -> &'static str {
        self.name
    }

    fn value<'row>(self, row: &'row Row<'_>) -> rusqlite::Result<ValueRef<'row>> {
        row.get_ref(self.index)
    }

    fn get<T: FromSql>(self, row: &Row<'_>) -> rusqlite::Result<T> {
        row.get(self.index)
    }
}

/// An id; empty is unreadable.
pub(crate) fn id<T: FromStr>(row: &Row<'_>, column: impl Column) -> Result<T, Fault> {
    parse(text(row, column)?, column.name())
}

fn text<'row>(row: &'row Row<'_>, column: impl Column) -> Result<&'row str, Fault> {
    column.value(row)?.as_str().map_err(|_| Fault::Column(column.name()))
}

/// An id; empty is none.
pub(crate) fn optional_id<T: FromStr>(row: &Row<'_>, column: impl Column) -> Result<Option<T>, Fault> {
    match text(row, column)? {
        "" => Ok(None),
        text => parse(text, column.name()).map(Some),
    }
}

/// A moment.
pub(crate) fn time(row: &Row<'_>, column: impl Column) -> Result<TimestampMs, Fault> {
    Ok(TimestampMs(column.get(row)?))
}

/// A map of texts.
pub(crate) fn map(row: &Row<'_>, name: &'static str) -> Result<BTreeMap<String, String>, Fault> {
    json(row, name)
}

/// Notification settings.
pub(crate) fn settings<T: Clone>(row: &Row<'_>, name: &'static str, props: &mut Repeated<T>) -> Result<T, Fault> {
    let text = row.get_ref(name)?.as_str().map_err(|_| Fault::Column(name))?;
    props.read(text).ok_or(Fault::Column(name))
}

/// Anything kept as JSON.
pub(crate) fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, name: &'static str) -> Result<T, Fault> {
    let text = row.get_ref(name)?.as_str().map_err(|_| Fault::Column(name))?;
    serde_json::from_str(text).map_err(|_| Fault::Column(name))
}

/// Anything kept as JSON; empty text is the type's default.
pub(crate) fn json_or_default<T>(row: &Row<'_>, column: impl Column) -> Result<T, Fault>
where
    T: serde::de::DeserializeOwned + Default,
{
    match text(row, column)? {
        "" => Ok(T::default()),
        text => serde_json::from_str(text).map_err(|_| Fault::Column(column.name())),
    }
}

/// The JSON text of a map or list.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| Value::Null.to_string())
}

/// Ids as a JSON list, for `json_each`.
pub(crate) fn id_list<T: AsRef<str>>(ids: &[T]) -> String {
    to_json(&ids.iter().map(AsRef::as_ref).collect::<Vec<&str>>())
}

/// An optional id as a column keeps it: empty for none.
pub(crate) fn or_empty<T: AsRef<str>>(id: Option<&T>) -> &str {
    id.map_or("", AsRef::as_ref)
}

fn parse<T: FromStr>(text: &str, name: &'static str) -> Result<T, Fault> {
    text.parse().map_err(|_| Fault::Column(name))
}

/// The rows before a page, for `OFFSET`.
pub(crate) fn offset(page: Page) -> i64 {
    i64::try_from(page.offset()).unwrap_or(i64::MAX)
}
