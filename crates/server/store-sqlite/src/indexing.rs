//! Words of posts for searching: indexed many at once, or when somebody searches. The index writes seven pages whenever it
//! is written, however little; a post by itself writes ten.

use rusqlite::Connection;

/// When so many posts wait, they are indexed.
const MANY: u32 = 64;

/// A cross join keeps the order: the few that wait, then each one's post. Statistics know nothing of a table that is empty
/// whenever they are made, and all posts would be looked through.
const INDEX: &str = "INSERT INTO post_words (rowid, message, hashtags)
    SELECT n.doc, p.message, replace(p.hashtags, '#', '')
    FROM search_pending n CROSS JOIN search_docs d ON d.doc = n.doc CROSS JOIN posts p ON p.id = d.post_id";

/// Indexes what waits once it is much. The last thing before a commit.
pub(crate) fn index_many(db: &Connection) -> rusqlite::Result<()> {
    let mut statement = db.prepare_cached("SELECT count(*) FROM search_pending")?;
    let waiting: u32 = statement.query_row((), |row| row.get(0))?;
    if waiting < MANY { Ok(()) } else { index_all(db) }
}

/// Whether there is anything that a search would not find yet.
pub(crate) fn is_complete(db: &Connection) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM search_pending)")?.query_row((), |row| row.get(0))
}

/// Indexes what waits.
pub(crate) fn index_all(db: &Connection) -> rusqlite::Result<()> {
    if db.prepare_cached(INDEX)?.execute(())? > 0 {
        db.prepare_cached("DELETE FROM search_pending")?.execute(())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::migrate;

    use super::*;

    #[test]
    fn nothing_but_what_waits_is_looked_through() {
        let db = Connection::open_in_memory().unwrap();
        migrate::run(&db, Path::new("memory")).unwrap();
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {INDEX}")).unwrap();
        let steps = statement.query_map((), |row| row.get(3)).unwrap();
        let scans: Vec<String> = steps.map(Result::unwrap).filter(|step: &String| step.starts_with("SCAN")).collect();
        assert_eq!(scans, ["SCAN n"]);
    }
}
