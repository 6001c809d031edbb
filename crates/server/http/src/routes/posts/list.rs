use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use countersign_primitives::ChannelId;
use countersign_server_domain::{
    ports::store::PageAnchor,
    posts::{self, ListRequest},
};
use countersign_server_rules::paging::{PostListMode, post_list_mode};

use crate::{
    answer::{Answer, json},
    app::App,
    etag,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    routes::posts::detail,
    wire,
};

/// `GET /channels/{channel}/posts`
pub(super) async fn list(
    State(app): State<App>,
    caller: SignedIn,
    Path(channel_id): Path<String>,
    query: QueryText,
    headers: HeaderMap,
) -> Answer {
    let channel_id: ChannelId = param::id(&channel_id, "channel_id")?;
    let query = query.read();
    let (mode, page) = (post_list_mode(&query)?, query::page(&query));
    let request = ListRequest {
        channel_id,
        anchor: match mode {
            PostListMode::Pages => PageAnchor::Newest,
            PostListMode::Since(time) => PageAnchor::Since(time),
            PostListMode::Before(post_id) => PageAnchor::Before(post_id),
            PostListMode::After(post_id) => PageAnchor::After(post_id),
        },
        page: page.number,
        per_page: page.size,
        detail: detail(&query),
        skip_threads: query.is_true("skipFetchThreads"),
        include_deleted: query.is_true("include_deleted"),
    };
    let domain = app.domain();
    if let PostListMode::Since(_) = mode {
        return json(&wire::post_list(&posts::list_posts(domain, &caller, request).await?));
    }
    let tag = etag::posts(posts::posts_changed(domain, &caller, channel_id).await?);
    if etag::is_known(&headers, &tag) {
        return etag::not_modified(&tag);
    }
    let list = posts::list_posts(domain, &caller, request).await?;
    etag::marked(&tag, json(&wire::post_list(&list)))
}
