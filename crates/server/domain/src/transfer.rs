//! Rows on their way from one store to another, as they are kept: for moving a server's data to another database. Which
//! tables and columns there are is the stores' business; they have the same ones.

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// None.
    Null,
    /// A number, a moment in milliseconds, or a truth as 0 or 1.
    Integer(i64),
    /// A text; maps and lists are JSON.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// Some rows of a table. Debug output shows how many, not what is in them.
#[derive(Clone, PartialEq, Eq)]
pub struct RowBatch {
    /// The table's name.
    pub table: String,
    /// The columns' names, in the order of the cells.
    pub columns: Vec<String>,
    /// The rows; each has a cell for each column. None when the table is empty.
    pub rows: Vec<Vec<Cell>>,
}

impl std::fmt::Debug for RowBatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RowBatch({} of {})", self.rows.len(), self.table)
    }
}
