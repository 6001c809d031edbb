use countersign_server_rules::search::Sided;

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::FileInfo,
    ports::store::FileSearch,
    posts::{SearchRequest, resolve_search},
};

/// Files in posts of the caller's channels, by their names, newest first.
///
/// # Errors
/// 400 for a search field that asks for nothing or too much, 403 in a team that the caller may not see.
pub async fn search_files(domain: &Domain, caller: &Caller, request: SearchRequest) -> Result<Vec<FileInfo>> {
    let Some((posts, extensions)) = resolve_search(domain, caller, &request).await? else { return Ok(Vec::new()) };
    let (not_extensions, extensions): (Vec<_>, Vec<_>) = extensions.into_iter().partition(|ext| ext.excluded);
    let texts = |list: Vec<Sided<String>>| -> Vec<String> {
        list.into_iter().map(|ext| ext.what.trim_start_matches('.').to_lowercase()).collect()
    };
    let search = FileSearch {
        channels: posts.channels,
        from: posts.from,
        not_from: posts.not_from,
        spans: posts.spans,
        terms: posts.terms,
        any: posts.any,
        extensions: texts(extensions),
        not_extensions: texts(not_extensions),
        page: posts.page,
    };
    Ok(domain.store().search_files(search).await?)
}
