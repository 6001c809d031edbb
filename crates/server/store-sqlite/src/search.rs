use std::sync::Arc;

use async_trait::async_trait;

use countersign_server_domain::{
    model::Post,
    ports::store::{PostSearch, SearchStore, StoreResult},
};
use countersign_server_rules::search::{SearchTerm, Sided};
use rusqlite::{Connection, params};

use crate::{column, fault::Fault, indexing, posts, span::span, store::SqliteStore};

#[async_trait]
impl SearchStore for SqliteStore {
    async fn search_posts(&self, search: PostSearch) -> StoreResult<Vec<Post>> {
        let search = Arc::new(search);
        let wanted = Arc::clone(&search);
        let find_indexed = move |db: &Connection| {
            if indexing::is_complete(db)? { find(db, &wanted).map(Some) } else { Ok(None) }
        };
        if let Some(found) = self.read(find_indexed).await? {
            return Ok(found);
        }
        self.write(|db| Ok(indexing::index_all(db)?)).await?;
        self.read(move |db| find(db, &search)).await
    }
}

fn find(db: &Connection, search: &PostSearch) -> Result<Vec<Post>, Fault> {
    let joiner = if search.any { " OR " } else { " AND " };
    let wanted = expression(&search.terms, false, joiner);
    let unwanted = expression(&search.terms, true, " OR ");
    let spans: String = search.spans.iter().map(|wanted| span(wanted, "p")).collect();
    let words =
        if wanted.is_empty() { "" } else { "AND d.doc IN (SELECT rowid FROM post_words WHERE post_words MATCH ?1)" };
    let no_words = if unwanted.is_empty() {
        ""
    } else {
        "AND d.doc NOT IN (SELECT rowid FROM post_words WHERE post_words MATCH ?2)"
    };
    let sql = format!(
        "SELECT p.* FROM posts p JOIN search_docs d ON d.post_id = p.id
         WHERE p.channel_id IN (SELECT value FROM json_each(?3)) AND p.delete_at = 0 {words} {no_words}
             AND (?4 = '[]' OR p.user_id IN (SELECT value FROM json_each(?4)))
             AND p.user_id NOT IN (SELECT value FROM json_each(?5)) {spans}
             AND ?1 IS NOT NULL AND ?2 IS NOT NULL
         ORDER BY p.create_at DESC, p.id DESC LIMIT ?6 OFFSET ?7"
    );
    let params = params![
        wanted,
        unwanted,
        column::id_list(&search.channels),
        column::id_list(&search.from),
        column::id_list(&search.not_from),
        search.page.size,
        column::offset(search.page),
    ];
    let found = posts::select(db, &sql, params)?;
    posts::with_reply_counts(db, found)
}

/// The terms of one side as the index asks for them.
fn expression(terms: &[Sided<SearchTerm>], excluded: bool, joiner: &str) -> String {
    let of_side = terms.iter().filter(|term| term.excluded == excluded).map(|term| text(&term.what));
    of_side.collect::<Vec<String>>().join(joiner)
}

fn text(term: &SearchTerm) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', " "));
    match term {
        SearchTerm::Word(text) | SearchTerm::Phrase(text) => format!("message : {}", quoted(text)),
        SearchTerm::Prefix(text) => format!("message : {} *", quoted(text)),
        SearchTerm::Hashtag(tag) => format!("hashtags : {}", quoted(tag)),
    }
}
