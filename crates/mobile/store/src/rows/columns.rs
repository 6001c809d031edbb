use std::str::FromStr;

use rusqlite::{Row, RowIndex, types::Type};

use countersign_primitives::{IdError, TimestampMs};

/// An id out of a column.
pub(super) fn id<T: FromStr<Err = IdError>>(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<T> {
    row.get::<_, String>(column)?.parse().map_err(|error: IdError| broken(Box::new(error)))
}

/// An id out of a column that may be NULL.
pub(super) fn optional_id<T: FromStr<Err = IdError>>(
    row: &Row<'_>,
    column: impl RowIndex,
) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(|error: IdError| broken(Box::new(error)))).transpose()
}

/// A time out of a column.
pub(super) fn time(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<TimestampMs> {
    row.get(column).map(TimestampMs)
}

pub(super) fn broken(error: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error)
}
