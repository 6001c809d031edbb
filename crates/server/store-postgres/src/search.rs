use async_trait::async_trait;

use countersign_server_domain::{
    model::Post,
    ports::store::{PostSearch, SearchStore, StoreResult},
};
use countersign_server_rules::search::{SearchTerm, Sided};
use tokio_postgres::types::{ToSql, Type};

use crate::{cells, posts::row, store::PostgresStore};

#[async_trait]
impl SearchStore for PostgresStore {
    async fn search_posts(&self, search: PostSearch) -> StoreResult<Vec<Post>> {
        let query = query(&search);
        let values: Vec<(&(dyn ToSql + Sync), Type)> =
            query.values.iter().map(|(value, kind)| (value.as_ref() as &(dyn ToSql + Sync), kind.clone())).collect();
        Ok(cells::all(&self.read_once(&query.sql, &values).await?, row::counted)?)
    }
}

struct Query {
    sql: String,
    values: Vec<(Box<dyn ToSql + Sync + Send>, Type)>,
}

impl Query {
    /// Adds a condition.
    fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    /// Adds a value; the text that stands for it.
    fn value(&mut self, kind: Type, value: impl ToSql + Sync + Send + 'static) -> String {
        self.values.push((Box::new(value), kind));
        format!("${}", self.values.len())
    }
}

fn query(search: &PostSearch) -> Query {
    let sql = row::select!("WHERE p.delete_at = 0 AND NOT starts_with(p.kind, 'system_')").to_owned();
    let mut query = Query { sql, values: Vec::new() };
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<String>>();
    let channels = query.value(Type::TEXT_ARRAY, ids(&cells::texts(&search.channels)));
    query.and(&format!("p.channel_id = ANY ({channels})"));
    if !search.from.is_empty() {
        let from = query.value(Type::TEXT_ARRAY, ids(&cells::texts(&search.from)));
        query.and(&format!("p.user_id = ANY ({from})"));
    }
    if !search.not_from.is_empty() {
        let not_from = query.value(Type::TEXT_ARRAY, ids(&cells::texts(&search.not_from)));
        query.and(&format!("NOT p.user_id = ANY ({not_from})"));
    }
    for span in &search.spans {
        let from = query.value(Type::INT8, span.from.map_or(i64::MIN, |time| time.0));
        let until = query.value(Type::INT8, span.until.map_or(i64::MAX, |time| time.0));
        let not = if span.excluded { "NOT" } else { "" };
        query.and(&format!("{not} (p.create_at >= {from} AND p.create_at < {until})"));
    }
    add_terms(&mut query, &search.terms, false, if search.any { " OR " } else { " AND " });
    add_terms(&mut query, &search.terms, true, " OR ");
    let limit = query.value(Type::INT8, cells::limit(search.page));
    let offset = query.value(Type::INT8, cells::offset(search.page));
    let ending = format!(" ORDER BY p.create_at DESC, p.id DESC LIMIT {limit} OFFSET {offset}");
    query.sql.push_str(&ending);
    query
}

fn add_terms(query: &mut Query, terms: &[Sided<SearchTerm>], excluded: bool, joiner: &str) {
    let of_side = terms.iter().filter(|term| term.excluded == excluded);
    let conditions: Vec<String> = of_side.map(|term| condition(query, &term.what)).collect();
    if !conditions.is_empty() {
        let not = if excluded { "NOT" } else { "" };
        query.and(&format!("{not} ({})", conditions.join(joiner)));
    }
}

fn condition(query: &mut Query, term: &SearchTerm) -> String {
    const WORDS: &str = r#"to_tsvector('simple', lower(p.message COLLATE "und-x-icu"))"#;
    match term {
        SearchTerm::Word(text) | SearchTerm::Phrase(text) => {
            let text = query.value(Type::TEXT, parted(text));
            format!("{WORDS} @@ phraseto_tsquery('simple', {text})")
        }
        SearchTerm::Prefix(text) => {
            let text = query.value(Type::TEXT, parted(text));
            format!("{WORDS} @@ to_tsquery('simple', quote_literal({text}) || ':*')")
        }
        SearchTerm::Hashtag(tag) => {
            let tag = query.value(Type::TEXT_ARRAY, vec![format!("#{}", tag.to_lowercase())]);
            format!(r#"(p.hashtags <> '' AND string_to_array(lower(p.hashtags COLLATE "und-x-icu"), ' ') @> {tag})"#)
        }
    }
}

/// Small words with blanks between them and nothing else, so that no sign means anything.
fn parted(text: &str) -> String {
    text.to_lowercase().replace(|letter: char| !letter.is_alphanumeric(), " ")
}
