//! Spans of time in statements.

use countersign_server_domain::ports::store::SearchSpan;

/// A condition on the time at which rows of a table were made, of numbers only.
pub(crate) fn span(span: &SearchSpan, table: &str) -> String {
    let (from, until) = (span.from.map_or(i64::MIN, |time| time.0), span.until.map_or(i64::MAX, |time| time.0));
    let not = if span.excluded { "NOT" } else { "" };
    format!("AND {not} ({table}.create_at >= {from} AND {table}.create_at < {until}) ")
}
