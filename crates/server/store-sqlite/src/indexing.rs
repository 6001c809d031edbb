//! Words of posts for searching.

use rusqlite::Connection;

/// Indexes what changed in this transaction. The last thing before its commit.
pub(crate) fn index_pending(db: &Connection) -> rusqlite::Result<()> {
    let sql = "INSERT INTO post_words (rowid, message, hashtags)
               SELECT n.doc, p.message, replace(p.hashtags, '#', '')
               FROM search_pending n JOIN search_docs d ON d.doc = n.doc JOIN posts p ON p.id = d.post_id";
    if db.prepare_cached(sql)?.execute(())? > 0 {
        db.prepare_cached("DELETE FROM search_pending")?.execute(())?;
    }
    Ok(())
}
