use std::collections::HashSet;

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
    answer::{Answer, json, written},
    app::App,
    etag,
    failure::Failure,
    identity::SignedIn,
    newest_pages::{Kept, Page, Shape},
    param,
    query::{self, QueryText},
    routes::posts::detail,
    wire::{self, PageText},
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
    if mode == PostListMode::Pages && page.number == 0 && !request.include_deleted {
        return newest(&app, &caller, &headers, request).await;
    }
    let tag = etag::posts(posts::posts_changed(domain, &caller, channel_id).await?);
    if etag::is_known(&headers, &tag) {
        return etag::not_modified(&tag);
    }
    let list = posts::list_posts(domain, &caller, request).await?;
    etag::marked(&tag, json(&wire::post_list(&list)))
}

/// The page that everybody asks for.
async fn newest(app: &App, caller: &SignedIn, headers: &HeaderMap, request: ListRequest) -> Answer {
    let (domain, channel_id) = (app.domain(), request.channel_id);
    posts::require_readable(domain, caller, channel_id).await?;
    let shape = Shape { per_page: request.per_page, detail: request.detail, skip_threads: request.skip_threads };
    let now = domain.clock().ticks();
    let mut kept = app.newest_pages().find(channel_id, shape, now);
    if let Kept::Doubtful(page) = &kept {
        if page.tag == etag::posts(posts::posts_changed(domain, caller, channel_id).await?) {
            app.newest_pages().confirm(channel_id, page, now);
        } else {
            app.newest_pages().forget(channel_id);
            kept = app.newest_pages().find(channel_id, shape, now);
        }
    }
    let ticket = match kept {
        Kept::Page(page) | Kept::Doubtful(page) => return shown(app, caller, headers, &page).await,
        Kept::Unknown(ticket) => ticket,
    };
    let tag = etag::posts(posts::posts_changed(domain, caller, channel_id).await?);
    if etag::is_known(headers, &tag) {
        return etag::not_modified(&tag);
    }
    let list = posts::list_posts(domain, caller, request).await?;
    if list.is_for_every_reader() {
        let text = PageText::of(&list).map_err(|_| Failure::unprintable())?;
        let people = list.participants.keys().copied().collect();
        app.newest_pages().put(channel_id, ticket, shape, Page { tag: tag.clone(), text, people }, now);
    }
    etag::marked(&tag, json(&wire::post_list(&list)))
}

async fn shown(app: &App, caller: &SignedIn, headers: &HeaderMap, page: &Page) -> Answer {
    if etag::is_known(headers, &page.tag) {
        return etag::not_modified(&page.tag);
    }
    let threads = page.text.threads();
    let followed = match threads {
        [] => HashSet::new(),
        _ => posts::followed_threads(app.domain(), caller, threads).await?,
    };
    etag::marked(&page.tag, Ok(written(page.text.for_reader(&followed))))
}
