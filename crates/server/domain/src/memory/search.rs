use async_trait::async_trait;

use countersign_server_rules::search::SearchTerm;

use crate::{
    memory::{MemoryStore, paged},
    model::Post,
    ports::store::{PostSearch, SearchSpan, SearchStore, StoreResult},
};

#[async_trait]
impl SearchStore for MemoryStore {
    async fn search_posts(&self, search: PostSearch) -> StoreResult<Vec<Post>> {
        let state = self.state();
        let mut found: Vec<&Post> = state.posts.values().filter(|post| is_found(post, &search)).collect();
        found.sort_by_key(|post| std::cmp::Reverse((post.create_at, post.id)));
        Ok(paged(found, search.page).into_iter().map(|post| state.counted(post)).collect())
    }
}

fn is_found(post: &Post, search: &PostSearch) -> bool {
    let here = post.delete_at.is_zero() && !post.is_system() && search.channels.contains(&post.channel_id);
    let by = search.from.is_empty() || search.from.contains(&post.user_id);
    let then = |span: &SearchSpan| {
        let within = span.from.is_none_or(|from| post.create_at >= from)
            && span.until.is_none_or(|until| post.create_at < until);
        within != span.excluded
    };
    let words = words(&post.message);
    let holds = |term: &SearchTerm| holds(&words, &post.hashtags, term);
    let mut wanted = search.terms.iter().filter(|term| !term.excluded).map(|term| holds(&term.what)).peekable();
    let texts = match (wanted.peek().is_some(), search.any) {
        (false, _) => true,
        (true, true) => wanted.any(|found| found),
        (true, false) => wanted.all(|found| found),
    };
    let unwanted = search.terms.iter().any(|term| term.excluded && holds(&term.what));
    here && by && !search.not_from.contains(&post.user_id) && search.spans.iter().all(then) && texts && !unwanted
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|letter: char| !letter.is_alphanumeric());
    parts.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn holds(text: &[String], hashtags: &str, term: &SearchTerm) -> bool {
    let follow = |wanted: &str| {
        let wanted = words(wanted);
        !wanted.is_empty() && text.windows(wanted.len()).any(|window| window == wanted)
    };
    match term {
        SearchTerm::Word(word) => follow(word),
        SearchTerm::Phrase(phrase) => follow(phrase),
        SearchTerm::Prefix(prefix) => {
            let wanted = words(prefix);
            let Some((last, before)) = wanted.split_last() else { return false };
            let begins =
                |window: &[String]| window[..before.len()] == *before && window[before.len()].starts_with(last);
            text.windows(wanted.len()).any(begins)
        }
        SearchTerm::Hashtag(tag) => {
            let tag = format!("#{}", tag.to_lowercase());
            hashtags.split_whitespace().any(|own| own.to_lowercase() == tag)
        }
    }
}
