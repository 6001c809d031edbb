use axum::extract::{Path, State};
use countersign_server_domain::posts::{self, ThreadRequest};
use countersign_server_rules::paging::thread_page;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::QueryText,
    routes::posts::detail,
    wire,
};

/// `GET /posts/{post}/thread`
pub(super) async fn thread(
    State(app): State<App>,
    caller: SignedIn,
    Path(post_id): Path<String>,
    query: QueryText,
) -> Answer {
    let post_id = param::id(&post_id, "post_id")?;
    let query = query.read();
    let page = thread_page(&query)?;
    let request = ThreadRequest { post_id, page, detail: detail(&query) };
    json(&wire::post_list(&posts::get_thread(app.domain(), &caller, request).await?))
}
