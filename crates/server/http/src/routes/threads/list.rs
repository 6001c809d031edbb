use axum::extract::{Path, State};
use countersign_primitives::TeamId;
use countersign_server_domain::threads::{self, ListFollowed};
use countersign_server_rules::threads::{MAX_THREADS_PER_PAGE, ThreadListRequest, check_thread_list};

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    routes::threads::participants,
    wire,
};

/// How many threads a page holds when the client does not say.
const PER_PAGE: usize = 60;

/// `GET /users/{user}/teams/{team}/threads`
pub(super) async fn list(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, team_id)): Path<(String, String)>,
    query: QueryText,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let team_id: TeamId = param::id(&team_id, "team_id")?;
    let query = query.read();
    let (side, shape) = check_thread_list(&ThreadListRequest {
        before: param::optional(query.get("before"), "before")?,
        after: param::optional(query.get("after"), "after")?,
        totals_only: query.is_true("totalsOnly"),
        threads_only: query.is_true("threadsOnly"),
    })?;
    let asked = ListFollowed {
        user_id,
        team_id,
        exclude_direct: query.is_true("excludeDirect"),
        include_deleted: query.is_true("deleted"),
        unread_only: query.is_true("unread"),
        since: query::time(&query, "since").unwrap_or_default(),
        side,
        shape,
        limit: query::number(&query, "per_page", PER_PAGE, MAX_THREADS_PER_PAGE),
        participants: participants(&query),
    };
    json(&wire::threads(&threads::list_followed(app.domain(), &caller, asked).await?))
}
