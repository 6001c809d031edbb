use axum::extract::{Path, State};
use countersign_primitives::ChannelId;
use countersign_server_domain::posts::{self, AroundUnread};
use countersign_server_rules::{error::invalid_url_param, paging::MAX_PER_PAGE};

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    routes::posts::detail,
    wire,
};

/// How many posts are read on each side when the client does not say.
const PER_SIDE: usize = 60;

/// `GET /users/{user}/channels/{channel}/posts/unread`
pub(super) async fn around_unread(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, channel_id)): Path<(String, String)>,
    query: QueryText,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let channel_id: ChannelId = param::id(&channel_id, "channel_id")?;
    let query = query.read();
    if query.number("limit_after") == Some(0) {
        return Err(invalid_url_param("limit_after").into());
    }
    let around = AroundUnread {
        user_id,
        channel_id,
        before: query::number(&query, "limit_before", PER_SIDE, MAX_PER_PAGE),
        from: query::number(&query, "limit_after", PER_SIDE, MAX_PER_PAGE).max(1),
        detail: detail(&query),
        skip_threads: query.is_true("skipFetchThreads"),
    };
    json(&wire::post_list(&posts::posts_around_unread(app.domain(), &caller, around).await?))
}
