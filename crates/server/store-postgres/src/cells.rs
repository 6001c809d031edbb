//! Values in and out of columns.

use std::{collections::BTreeMap, str::FromStr};

use countersign_primitives::TimestampMs;
use countersign_server_domain::ports::store::Page;
use countersign_server_rules::notify_props::Repeated;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio_postgres::{Row, types::FromSql};

use crate::fault::Fault;

/// Reads a row's columns one after the other.
pub(crate) struct Cells<'a> {
    row: &'a Row,
    next: usize,
}

impl<'a> Cells<'a> {
    /// From the first column.
    pub(crate) fn new(row: &'a Row) -> Self {
        Self { row, next: 0 }
    }

    /// A column as it is.
    pub(crate) fn get<T: FromSql<'a>>(&mut self) -> Result<T, Fault> {
        let place = self.next;
        self.next += 1;
        self.row.try_get(place).map_err(|_| self.unreadable(place))
    }

    /// Leaves columns out.
    pub(crate) fn skip(&mut self, columns: usize) {
        self.next += columns;
    }

    /// A text.
    pub(crate) fn text(&mut self) -> Result<String, Fault> {
        Ok(self.get::<&str>()?.to_owned())
    }

    /// A moment.
    pub(crate) fn time(&mut self) -> Result<TimestampMs, Fault> {
        Ok(TimestampMs(self.get()?))
    }

    /// An id, or anything else that a text is read as; empty is unreadable.
    pub(crate) fn id<T: FromStr>(&mut self) -> Result<T, Fault> {
        let text: &str = self.get()?;
        text.parse().map_err(|_| self.wrong())
    }

    /// An id; empty is none.
    pub(crate) fn optional_id<T: FromStr>(&mut self) -> Result<Option<T>, Fault> {
        let text: &str = self.get()?;
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| self.wrong()) }
    }

    /// An array of ids.
    pub(crate) fn ids<T: FromStr>(&mut self) -> Result<Vec<T>, Fault> {
        let texts: Vec<&str> = self.get()?;
        texts.into_iter().map(|text| text.parse().map_err(|_| self.wrong())).collect()
    }

    /// A map of texts.
    pub(crate) fn map(&mut self) -> Result<BTreeMap<String, String>, Fault> {
        self.json()
    }

    /// Notification settings.
    pub(crate) fn settings<T: Clone>(&mut self, props: &mut Repeated<T>) -> Result<T, Fault> {
        let text: &str = self.get()?;
        props.read(text).ok_or_else(|| self.wrong())
    }

    /// Anything kept as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&mut self) -> Result<T, Fault> {
        let text: &str = self.get()?;
        serde_json::from_str(text).map_err(|_| self.wrong())
    }

    /// Anything kept as JSON; empty text is the type's default.
    pub(crate) fn json_or_default<T: DeserializeOwned + Default>(&mut self) -> Result<T, Fault> {
        let text: &str = self.get()?;
        if text.is_empty() { Ok(T::default()) } else { serde_json::from_str(text).map_err(|_| self.wrong()) }
    }

    /// The fault of the column that was read last.
    pub(crate) fn wrong(&self) -> Fault {
        self.unreadable(self.next - 1)
    }

    fn unreadable(&self, place: usize) -> Fault {
        let name = self.row.columns().get(place).map_or("that is missing", |column| column.name());
        Fault::Column(name.to_owned())
    }
}

/// Reads every row.
pub(crate) fn all<T>(rows: &[Row], mut read: impl FnMut(&mut Cells<'_>) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    rows.iter().map(|row| read(&mut Cells::new(row))).collect()
}

/// Reads the first row; `None` without rows.
pub(crate) fn first<T>(
    rows: &[Row],
    mut read: impl FnMut(&mut Cells<'_>) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    rows.first().map(|row| read(&mut Cells::new(row))).transpose()
}

/// A row that is one text.
pub(crate) fn text(cells: &mut Cells<'_>) -> Result<String, Fault> {
    cells.text()
}

/// A row that is one number.
pub(crate) fn number(cells: &mut Cells<'_>) -> Result<i64, Fault> {
    cells.get()
}

/// A row that is one truth.
pub(crate) fn flag(cells: &mut Cells<'_>) -> Result<bool, Fault> {
    cells.get()
}

/// A row that is one moment.
pub(crate) fn time(cells: &mut Cells<'_>) -> Result<TimestampMs, Fault> {
    cells.time()
}

/// A row that is one id.
pub(crate) fn id<T: FromStr>(cells: &mut Cells<'_>) -> Result<T, Fault> {
    cells.id()
}

/// The JSON text of a map or list.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| Value::Null.to_string())
}

/// Ids as an array.
pub(crate) fn texts<T: AsRef<str>>(ids: &[T]) -> Vec<&str> {
    ids.iter().map(AsRef::as_ref).collect()
}

/// An optional id as a column keeps it: empty for none.
pub(crate) fn or_empty<T: AsRef<str>>(id: Option<&T>) -> &str {
    id.map_or("", AsRef::as_ref)
}

/// Texts that a statement may look for; no column holds those with NUL, and PostgreSQL does not even take them.
pub(crate) fn without_nul<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<&'a str> {
    texts.into_iter().map(String::as_str).filter(|text| !text.contains('\0')).collect()
}

/// The rows a page holds, for `LIMIT`.
pub(crate) fn limit(page: Page) -> i64 {
    i64::from(page.size)
}

/// The rows before a page, for `OFFSET`.
pub(crate) fn offset(page: Page) -> i64 {
    i64::try_from(page.offset()).unwrap_or(i64::MAX)
}
